/**
 * <time-zone-guess>: fills the empty input or the select inside it with the browser's time zone.
 * A zone that the select does not offer, or that somebody chose already, leaves it alone.
 */
class TimeZoneGuess extends HTMLElement {
  connectedCallback() {
    const control = this.querySelector("input, select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (control && zone && !control.value) control.value = zone;
  }
}

customElements.define("time-zone-guess", TimeZoneGuess);
