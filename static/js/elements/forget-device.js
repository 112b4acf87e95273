/**
 * <forget-device data-done>: deletes what this site keeps on the device (sessions, pages, the service worker) and says
 * so. Browsers that know Clear-Site-Data have done it by then; the others do it here.
 */
class ForgetDevice extends HTMLElement {
  async connectedCallback() {
    await Promise.allSettled([forgetRows(), forgetPages(), forgetWorker()]);
    localStorage.clear();
    sessionStorage.clear();
    this.textContent = this.dataset.done;
  }
}

function forgetRows() {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase("backroutine");
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

async function forgetPages() {
  if (!("caches" in window)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function forgetWorker() {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
}

customElements.define("forget-device", ForgetDevice);
