import { Lab } from "./lab.js";

/** A program that opens a lab, says the name of its gateway and waits to be killed. */
void Lab.open({ vpcs: { one: { interface: "one" } } }).then(({ gateway }) => {
  console.log(gateway.namespace);
  setInterval(() => undefined, 1_000);
});
