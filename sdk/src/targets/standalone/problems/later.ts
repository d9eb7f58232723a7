/** The way out of what a later release brings. */
export const later = "leave it out until its release";
