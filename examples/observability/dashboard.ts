/** What a panel of the dashboard shows: a title, a unit of Grafana's, and a query for each line, by its legend. */
interface Panel {
  title: string;
  unit: string;
  queries: Record<string, string>;
}

const of = '{gateway=~"$gateway"}';
const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}${of}[$__rate_interval]))`;
const quantile = (share: number): string =>
  `histogram_quantile(${share}, ${rate("envoy_http_downstream_rq_time_bucket", "le, gateway, envoy_http_conn_manager_prefix")})`;
const listener = "{{gateway}} {{envoy_http_conn_manager_prefix}}";

const panels: Panel[] = [
  {
    title: "Calls by class of answer",
    unit: "reqps",
    queries: {
      "{{gateway}} {{envoy_response_code_class}}xx": rate(
        "envoy_http_downstream_rq_xx",
        "gateway, envoy_response_code_class",
      ),
    },
  },
  {
    title: "Denied, by permission",
    unit: "reqps",
    queries: {
      [`${listener} {{envoy_rbac_policy_name}}`]: rate(
        "envoy_http_rbac_policy_denied",
        "gateway, envoy_http_conn_manager_prefix, envoy_rbac_policy_name",
      ),
    },
  },
  {
    title: "Allowed, by permission",
    unit: "reqps",
    queries: {
      [`${listener} {{envoy_rbac_policy_name}}`]: rate(
        "envoy_http_rbac_policy_allowed",
        "gateway, envoy_http_conn_manager_prefix, envoy_rbac_policy_name",
      ),
    },
  },
  {
    title: "Time of calls",
    unit: "ms",
    queries: { [`p50 ${listener}`]: quantile(0.5), [`p99 ${listener}`]: quantile(0.99) },
  },
  {
    title: "Handshakes that fail, and names that nobody has",
    unit: "cps",
    queries: {
      "{{gateway}} broken": rate("envoy_listener_ssl_connection_error", "gateway"),
      "{{gateway}} not believed": rate("envoy_listener_ssl_fail_verify_error", "gateway"),
      "{{gateway}} no certificate": rate("envoy_listener_ssl_fail_verify_no_cert", "gateway"),
      "{{gateway}} unknown name": rate("envoy_listener_no_filter_chain_match", "gateway"),
    },
  },
  {
    title: "Certificates end in",
    unit: "s",
    queries: {
      "{{gateway}} {{envoy_tls_certificate}}": `min by (gateway, envoy_tls_certificate) (envoy_listener_ssl_certificate_expiration_unix_time_seconds${of}) - time()`,
    },
  },
  {
    title: "Healthy endpoints",
    unit: "none",
    queries: {
      "{{gateway}} {{envoy_cluster_name}}": `min by (gateway, envoy_cluster_name) (envoy_cluster_membership_healthy${of})`,
    },
  },
  {
    title: "Connections that cannot be made",
    unit: "cps",
    queries: {
      "{{gateway}} {{envoy_cluster_name}}": rate(
        "envoy_cluster_upstream_cx_connect_fail",
        "gateway, envoy_cluster_name",
      ),
    },
  },
];

/** Gateways of Isthmus, for Grafana 10 and later. */
export const dashboard = {
  uid: "isthmus-gateways",
  title: "Isthmus gateways",
  tags: ["isthmus"],
  schemaVersion: 39,
  refresh: "30s",
  time: { from: "now-1h", to: "now" },
  templating: {
    list: [
      { name: "source", label: "Prometheus", type: "datasource", query: "prometheus" },
      {
        name: "gateway",
        type: "query",
        datasource: { type: "prometheus", uid: "$source" },
        query: "label_values(envoy_server_live, gateway)",
        includeAll: true,
        multi: true,
        current: { text: "All", value: "$__all" },
      },
    ],
  },
  panels: panels.map(({ title, unit, queries }, index) => ({
    id: index + 1,
    title,
    type: "timeseries",
    datasource: { type: "prometheus", uid: "$source" },
    gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8 },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], line) => ({
      refId: String.fromCharCode(65 + line),
      expr,
      legendFormat,
    })),
  })),
};

/** For Grafana's sidecar, which loads what has the label. */
export const configMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "isthmus-gateways-dashboard", labels: { grafana_dashboard: "1" } },
  data: { "isthmus-gateways.json": JSON.stringify(dashboard, undefined, 2) },
};
