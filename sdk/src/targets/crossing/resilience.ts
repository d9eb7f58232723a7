import type { HealthCheck } from "../../model/health-check.js";
import type { OutlierDetection } from "../../model/outlier-detection.js";

/** When failing destinations are taken out, every default filled in. */
export const outlierSettings = ({
  consecutiveErrors = 5,
  interval = "10s",
  ejectionTime = "30s",
  maxEjectionPercent = 100,
}: OutlierDetection): Required<OutlierDetection> => ({ consecutiveErrors, interval, ejectionTime, maxEjectionPercent });

/** How a destination is asked whether it is well, every default filled in but for the path, without which it is a connection. */
export const checkSettings = ({
  interval = "5s",
  timeout = "2s",
  unhealthyAfter = 3,
  healthyAfter = 2,
}: HealthCheck): Required<Omit<HealthCheck, "path">> => ({ interval, timeout, unhealthyAfter, healthyAfter });
