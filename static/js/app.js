import "./elements/reorder-list.js";
import "./elements/request-notice.js";
import "./elements/time-zone-guess.js";
