import type { Json } from "./json.js";

/**
 * Every number says which gateway of which mesh it is of, whoever collects it. What nobody asks for is not kept: it
 * would be some hundred numbers more for each route.
 */
export const statsConfig = ({ name, mesh }: { name: string; mesh: { name: string } }): Json => ({
  stats_tags: [
    { tag_name: "gateway", fixed_value: name },
    { tag_name: "mesh", fixed_value: mesh.name },
  ],
  stats_matcher: { exclusion_list: { patterns: [...own, ...fine] } },
});

/** The gateway's talk with itself. */
const own: Json[] = [
  ...["cluster.admin.", "cluster.drainer.", "http.readiness.", "http.metrics.", "http.leaving.", "http.admin."],
  ...["listener.readiness.", "listener.metrics.", "listener.leaving.", "listener.admin."],
].map((prefix) => ({ prefix }));

/** What another number says too, and what differs for each worker or each code. */
const fine: Json[] = [
  { contains: ".circuit_breakers.high." },
  { contains: ".external." },
  { contains: ".lb_" },
  { contains: ".worker_" },
  { contains: "http3" },
  { contains: "_flow_control_" },
  { suffix: "_cx_length_ms" },
  { suffix: ".connections_accepted_per_socket_event" },
  { suffix: ".update_duration" },
  { suffix: ".upstream_rq_per_cx" },
  { safe_regex: { regex: "cluster\\..*\\.upstream_rq_[1-5]\\d\\d" } },
  { safe_regex: { regex: "listener\\..*\\.(?:ssl\\.(?:ciphers|curves|sigalgs)|http)\\..*" } },
];
