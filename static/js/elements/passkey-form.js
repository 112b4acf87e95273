import { decode, encode } from "../passkeys.js";

/**
 * <passkey-form data-does="create|get">: a form with a hidden `credential` and a button, hidden until this runs, and
 * notices (data-for="unable|cancelled|known|failed"). Pressing the button asks the browser for a passkey and sends it.
 * The options stand in a JSON script inside, or are asked for at data-options. With data-fills-in the browser offers
 * passkeys in the page's own field for the e-mail address too.
 */
class PasskeyForm extends HTMLElement {
  #waiting = new AbortController();

  connectedCallback() {
    if (!window.PublicKeyCredential) {
      this.#say("unable");
      return;
    }
    this.#button.hidden = false;
    this.#form.addEventListener("submit", this.#submit);
    if ("fillsIn" in this.dataset) this.#offer();
    document.addEventListener("submit", this.#another);
  }

  disconnectedCallback() {
    this.#waiting.abort();
    this.#form.removeEventListener("submit", this.#submit);
    document.removeEventListener("submit", this.#another);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #button() {
    return this.querySelector("button[type=submit]");
  }

  /** Another way in is taken: an answer that came now would set its own cookie over that of the sign-in. */
  #another = () => this.#waiting.abort();

  #submit = async (event) => {
    event.preventDefault();
    this.#waiting.abort();
    this.#say("");
    this.#button.disabled = true;
    try {
      const publicKey = decode(await this.#options());
      this.#send(await navigator.credentials[this.dataset.does]({ publicKey }));
    } catch (error) {
      this.#button.disabled = false;
      this.#say({ NotAllowedError: "cancelled", InvalidStateError: "known" }[error.name] ?? "failed");
    }
  };

  /** Let the browser offer passkeys among what it fills in. Whatever is wrong with that, the button is there. */
  async #offer() {
    try {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      const { signal } = this.#waiting;
      const publicKey = decode(await this.#options(signal));
      if (!signal.aborted) this.#send(await navigator.credentials.get({ publicKey, mediation: "conditional", signal }));
    } catch {
      // Another way in was taken.
    }
  }

  async #options(signal) {
    const { options } = this.dataset;
    if (!options) return JSON.parse(this.querySelector("script[type='application/json']").textContent);
    const response = await fetch(options, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status}`);
    return (await response.json()).request_options;
  }

  #send(credential) {
    this.querySelector("input[name=credential]").value = JSON.stringify(encode(credential));
    this.#form.submit();
  }

  #say(what) {
    for (const notice of this.querySelectorAll("[data-for]")) notice.hidden = notice.dataset.for !== what;
  }
}

customElements.define("passkey-form", PasskeyForm);
