/**
 * What this device keeps, in IndexedDB: one row a session under its id, and a name for the device itself.
 * Every call rejects where storage is full or forbidden.
 */
const NAME = "backroutine";
const ANSWER_MS = 3000; // a browser in trouble may also just never answer

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("sessions", { keyPath: "id" });
      request.result.createObjectStore("device");
    };
    request.onsuccess = () => {
      const database = request.result;
      // Deleted by the person, or cut off while the phone slept: open it anew next time.
      database.onclose = database.onversionchange = () => {
        database.close();
        opening = undefined;
      };
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error("no answer")), ANSWER_MS);
  }).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

/** Run `work` on a store in one transaction; resolve with its request's result once that is stored. */
async function transact(name, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
  });
}

export const allRows = () => transact("sessions", "readonly", (store) => store.getAll());

/** Put what `update` makes of the row in its place, in one transaction: null deletes it, undefined leaves it. */
export async function changeRow(id, update) {
  let changed;
  await transact("sessions", "readwrite", (store) => {
    store.get(id).onsuccess = ({ target }) => {
      changed = update(target.result);
      if (changed === null) store.delete(id);
      else if (changed) store.put(changed);
    };
  });
  return changed;
}

/** The name under which this browser reports; made once. */
export async function deviceName() {
  const kept = await transact("device", "readonly", (store) => store.get("name"));
  const name = kept ?? randomName();
  if (!kept) await transact("device", "readwrite", (store) => store.put(name, "name"));
  return name;
}

export const randomName = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
