/* What this device keeps of a text until the server has it: it costs nothing, and outlives the tab. */

const key = (place) => `draft ${place}`;

/* Whether there was room: private windows have none, and the server keeps it. */
export function keep(place, said) {
  try {
    localStorage.setItem(key(place), JSON.stringify(said));
    return true;
  } catch {
    return false;
  }
}

export function kept(place) {
  try {
    return JSON.parse(localStorage.getItem(key(place)));
  } catch {
    return null;
  }
}

export function drop(place) {
  try {
    localStorage.removeItem(key(place));
  } catch {
    /* As above. */
  }
}
