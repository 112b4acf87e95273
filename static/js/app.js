import "./elements/library-search.js";
import "./elements/moving-figure.js";
import "./elements/reorder-list.js";
import "./elements/request-notice.js";
import "./elements/time-zone-guess.js";
