/**
 * A declaration's name as a DNS label: `checkoutMayCharge` becomes `checkout-may-charge`. Two names can end up equal,
 * which the checker refuses.
 */
export const objectName = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .replace(/-{2,}/g, "-")
    .toLowerCase();
