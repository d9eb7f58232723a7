import type { CheckedVpcRoute } from "./checked.js";

/** All that a Route says, so that a Peering does not repeat one that says the same. */
export const routeContent = ({
  vpc,
  sources,
  visible,
  nat,
  destinations,
  expose,
  filter,
  idleTimeout,
}: CheckedVpcRoute): string =>
  JSON.stringify(
    [
      vpc.name,
      sources,
      visible,
      nat,
      destinations,
      expose?.vpc.external === true ? expose.name : "",
      filter,
      idleTimeout,
    ],
    (_, value: unknown) => (value instanceof Set ? [...value].sort() : value),
  );
