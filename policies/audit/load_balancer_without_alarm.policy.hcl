# Other tools watch load balancers too; a waiver says so.
load_balancer_policy "load_balancer_without_alarm" {
  about {
    severity = "S3"
    audit    = true
    title    = "No alarm watches a load balancer"
    why      = "Nobody is told when it answers with errors, or when the targets behind it are unhealthy."
    fix      = "Add an aws_cloudwatch_metric_alarm on HTTPCode_ELB_5XX_Count of ${load_balancer.address}, or on UnHealthyHostCount of its pools."
  }

  locals {
    tell = ["HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count", "HTTPCode_ELB_503_Count", "HTTPCode_ELB_504_Count", "HTTPCode_Target_5XX_Count", "HTTPCode_Backend_5XX", "HTTPCode_ELB_5XX", "UnHealthyHostCount", "HealthyHostCount", "UnhealthyRoutingRequestCount", "HealthyStateRouting", "HealthyStateDNS", "TargetConnectionErrorCount", "TCP_ELB_Reset_Count", "TCP_Target_Reset_Count"]
  }

  filter = load_balancer.after && load_balancer.managed && load_balancer.service == "elbv2" && load_balancer.attrs.load_balancer_type != "gateway" && (load_balancer.operation == "create" || load_balancer.audited_state)

  enforce {
    condition     = anytrue(flatten([for alarm in load_balancer.alarms : [for metric in alarm.metrics : contains(local.tell, metric)]]))
    error_message = "No alarm watches the errors of ${load_balancer.address} or the health of the targets behind it."
  }
}
