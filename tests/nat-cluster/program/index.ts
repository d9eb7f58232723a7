import * as pulumi from "@pulumi/pulumi";
import { Fabric } from "isthmus";
import { clusterFabric } from "./fabric";

const config = new pulumi.Config();
const declared = clusterFabric(config.requireBoolean("mayCall"));

const fabric = new Fabric("nat-cluster", {
  ...declared,
  clusters: { here: { kubeconfig: config.require("kubeconfig") } },
});

export const connectivity = fabric.connectivity;
