const RATINGS = ["pain_before", "effort", "pain_after", "pain_worst", "note"];

/** The ratings as they stand in the form, to be kept with the session on this device. */
export function readRatings(form) {
  const data = new FormData(form);
  return Object.fromEntries(RATINGS.map((name) => [name, data.get(name) ?? ""]));
}

export function writeRatings(form, ratings) {
  for (const [name, value] of Object.entries(ratings ?? {})) if (value) form.elements[name].value = value;
}
