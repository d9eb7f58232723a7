import type { GatewayTracing } from "../../../model/gateway-tracing.js";
import type { PodCallee } from "../pod.js";
import { foundByName, socketAddress } from "./address.js";
import { extension, type Json, typed } from "./json.js";

const clusterName = "tracing";

/** What a server needs to take part in traces: W3C headers of the caller go on, and spans of this gateway with them. */
export const tracingFields = (tracing: GatewayTracing | undefined, serviceName: string): { [field: string]: Json } =>
  tracing === undefined
    ? {}
    : {
        tracing: {
          random_sampling: { value: 100 },
          provider: extension("envoy.tracers.opentelemetry", "envoy.config.trace.v3.OpenTelemetryConfig", {
            grpc_service: { envoy_grpc: { cluster_name: clusterName }, timeout: "1s" },
            service_name: serviceName,
            sampler: sampler("parent_based", "ParentBasedSamplerConfig", {
              wrapped_sampler: sampler("trace_id_ratio_based", "TraceIdRatioBasedSamplerConfig", {
                sampling_percentage: {
                  numerator: Math.round((tracing.samplingPercent ?? 1) * 10_000),
                  denominator: "MILLION",
                },
              }),
            }),
          }),
        },
      };

/** What the caller decided for its trace holds; a share of the calls that come without one begin their own. */
const sampler = (name: string, type: string, fields: { [field: string]: Json }): Json =>
  extension(
    `envoy.tracers.opentelemetry.samplers.${name}`,
    `envoy.extensions.tracers.opentelemetry.samplers.v3.${type}`,
    fields,
  );

/** Where the collector is. */
export const tracingClusters = (tracing: GatewayTracing | undefined): Json[] =>
  tracing === undefined
    ? []
    : [
        typed("envoy.config.cluster.v3.Cluster", {
          name: clusterName,
          ...foundByName,
          load_assignment: {
            cluster_name: clusterName,
            endpoints: [
              { lb_endpoints: [{ endpoint: { address: socketAddress(tracing.host, collectorPort(tracing)) } }] },
            ],
          },
          typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
              "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              { explicit_http_config: { http2_protocol_options: {} } },
            ),
          },
        }),
      ];

/** What the pods' policy lets out. */
export const tracingCallees = (tracing: GatewayTracing | undefined): PodCallee[] =>
  tracing === undefined ? [] : [{ namespace: undefined, port: collectorPort(tracing) }];

/** OTLP over gRPC, as registered with IANA. */
const collectorPort = ({ port }: GatewayTracing): number => port ?? 4317;
