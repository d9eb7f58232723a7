/** As many as one listener's paths are told apart by. */
const servicesOfListener = 100;
/** As many as one gateway's objects have room for. */
const servicesOfGateway = 1000;
/** A patch of Kuma 2.14 holds the policy of all listeners of a gateway. */
const listenersOfGateway = 250;
/** Workloads that call, each its own Routes. */
const callerCount = 20;

/** A service that is offered, and the Route to it. */
export interface Way {
  service: string;
  path: string;
  /** The ingress gateway, and its listener. */
  gateway: string;
  listener: string;
  /** What the listener answers to. */
  serverName: string;
  /** The egress gateway. */
  exit: string;
  /** What consumers call. */
  hostname: string;
  caller: string;
}

/** So many ways from mesh `shop` to mesh `payments`: what is declared, and what is written by hand. */
export const ways = (count: number): Way[] =>
  Array.from({ length: count }, (_, index) => {
    const part = Math.floor(index / servicesOfGateway);
    const listener = `api-${Math.floor(index / servicesOfListener)}`;
    return {
      service: `service-${index}`,
      path: `/service-${index}`,
      gateway: `edge-${part}`,
      listener,
      serverName: `${listener}.payments.mesh`,
      exit: `exit-${part}`,
      hostname: `service-${index}.calls`,
      caller: `caller-${index % callerCount}`,
    };
  });

/** The same where consumers can call listeners alone, by the listeners' own names: a listener for each service. */
export const waysByListener = (count: number): Way[] =>
  ways(count).map((way, index) => {
    const serverName = `${way.service}.payments.mesh`;
    const gateway = `edge-${Math.floor(index / listenersOfGateway)}`;
    return { ...way, gateway, listener: way.service, serverName, hostname: serverName };
  });
