/**
 * <auto-save> around a form with hx-trigger="save, submit" and hx-sync="this:queue last": asks it to save at each
 * change, and hides nothing but its button (in CSS). One save waits for the one before it, so that the last is the one
 * that stays. What was typed and not yet saved when the page goes is sent after it.
 */
class AutoSave extends HTMLElement {
  #isTyped = false;
  #isSending = false;
  #typed = 0;
  #sent = 0;

  connectedCallback() {
    this.addEventListener("input", this.#type);
    this.addEventListener("change", this.#save);
    this.addEventListener("focusout", this.#leave);
    this.addEventListener("htmx:afterProcessNode", this.#ready);
    this.addEventListener("htmx:beforeRequest", this.#start);
    this.addEventListener("htmx:afterRequest", this.#saved);
    document.addEventListener("htmx:beforeSwap", this.#hold);
    addEventListener("pagehide", this.#send);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#type);
    this.removeEventListener("change", this.#save);
    this.removeEventListener("focusout", this.#leave);
    this.removeEventListener("htmx:afterProcessNode", this.#ready);
    this.removeEventListener("htmx:beforeRequest", this.#start);
    this.removeEventListener("htmx:afterRequest", this.#saved);
    document.removeEventListener("htmx:beforeSwap", this.#hold);
    removeEventListener("pagehide", this.#send);
  }

  get #form() {
    return this.querySelector("form");
  }

  #type = () => {
    this.#isTyped = true;
    this.#typed += 1;
  };

  #start = () => {
    this.#isSending = true;
    this.#sent = this.#typed;
  };

  /** An answer to what is out of date already must not draw over what is being typed; the next one will. */
  #hold = ({ detail }) => {
    if (detail.requestConfig.elt === this.#form && this.#sent !== this.#typed) detail.shouldSwap = false;
  };

  #save = () => {
    this.#isTyped = false;
    this.#isSending = true;
    this.#form.dispatchEvent(new Event("save"));
  };

  /** Typed and put back as it was makes no change event, yet the answer that was held back has to come. */
  #leave = () => {
    if (this.#isTyped) this.#save();
  };

  /** Just after it was drawn anew htmx did not hear yet. */
  #ready = (event) => {
    if (this.#isSending && event.target === this.#form) this.#save();
  };

  #saved = ({ detail }) => {
    if (detail.xhr?.status) this.#isSending = false;
    if (detail.successful && !this.#isTyped) this.#settle();
  };

  /** What is stored is no longer a change of what the page came with. */
  #settle() {
    for (const field of this.#form.elements) {
      if (field.options) for (const option of field.options) option.defaultSelected = option.selected;
      else if (field.type === "checkbox") field.defaultChecked = field.checked;
      else field.defaultValue = field.value;
    }
  }

  #send = () => {
    if (this.#isTyped || this.#isSending) navigator.sendBeacon(this.#form.action, new FormData(this.#form));
  };
}

customElements.define("auto-save", AutoSave);
