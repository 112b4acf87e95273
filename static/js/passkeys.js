/** What browsers ask for and give as bytes, servers write as base64url: between the two. */

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const credentials = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

/** The server's options as `navigator.credentials` takes them. */
export function decode({ publicKey }) {
  const { user, allowCredentials, excludeCredentials, ...rest } = publicKey;
  return {
    ...rest,
    challenge: bytes(publicKey.challenge),
    ...(user && { user: { ...user, id: bytes(user.id) } }),
    ...(allowCredentials && { allowCredentials: credentials(allowCredentials) }),
    ...(excludeCredentials && { excludeCredentials: credentials(excludeCredentials) }),
  };
}

const PARTS = ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"];

/** What the browser gave, as the server takes it. */
export function encode(credential) {
  const { response } = credential;
  const parts = PARTS.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      ...Object.fromEntries(parts),
      ...(response.getTransports && { transports: response.getTransports() }),
    },
  };
}
