import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { moduleSource } from "../cluster/go-download.js";
import { injectorConfigMap, meshConfigMap, proxyImage, type ControlPlane } from "./names.js";
import { istio } from "./program.js";

const chart = "manifests/charts/istio-control/istio-discovery";

interface Values {
  global: { [key: string]: unknown; proxy: object; proxy_init: object };
  sidecarInjectorWebhook: object;
  cni: object;
  gateways: object;
}

/** What Istio's chart gives istiod to read: the mesh, and how pods are injected. */
export async function configMaps({ namespace, trustDomain }: ControlPlane): Promise<object[]> {
  const folder = join(await moduleSource(istio.path, istio.version), chart);
  const text = (file: string): Promise<string> => readFile(join(folder, file), "utf8");
  const { _internal_defaults_do_not_set: values } = parse(await text("values.yaml")) as Record<string, Values> & {
    _internal_defaults_do_not_set: Values;
  };
  const templates = {
    sidecar: await text("files/injection-template.yaml"),
    gateway: await text("files/gateway-injection-template.yaml"),
  };
  return [
    configMap(namespace, meshConfigMap, {
      meshNetworks: "networks: {}",
      mesh: JSON.stringify({
        trustDomain,
        rootNamespace: namespace,
        defaultConfig: { discoveryAddress: `istiod.${namespace}.svc:15012` },
      }),
    }),
    configMap(namespace, injectorConfigMap, {
      values: JSON.stringify(injectionValues(values, namespace)),
      config: JSON.stringify({ defaultTemplates: ["sidecar"], policy: "enabled", templates }),
    }),
  ];
}

const configMap = (namespace: string, name: string, data: Record<string, string>): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace },
  data,
});

/** The chart's own values, with the images of the test cluster, whose nodes have nft and no iptables. */
function injectionValues({ global, sidecarInjectorWebhook, cni, gateways }: Values, namespace: string): object {
  const resources = { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "1Gi" } };
  return {
    global: {
      ...global,
      istioNamespace: namespace,
      imagePullPolicy: "Never",
      nativeNftables: true,
      proxy: { ...global.proxy, image: proxyImage, readinessPeriodSeconds: 1, resources },
      proxy_init: { ...global.proxy_init, image: proxyImage },
    },
    sidecarInjectorWebhook,
    revision: "",
    pilot: { cni, env: {} },
    gateways,
  };
}
