// A plan of any size: load balancers with a rule, a pool, a member and a target for each service. Every tenth service is
// moved to a new pool, every fiftieth of these to one that nothing registers a target in.

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012'
const SERVICES_OF_ONE = 60

function change(type, name, actions, before, after) {
  return {
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { actions, before, after, after_unknown: {}, before_sensitive: before ? {} : false, after_sensitive: after ? {} : false },
  }
}

const kept = (type, name, values) => change(type, name, ['no-op'], values, values)
const pool = (name) => ({ arn: `${ARN}:targetgroup/${name}/1`, name, port: 80, protocol: 'HTTP', target_type: 'instance', vpc_id: 'vpc-1' })
const member = (name) => ({ target_group_arn: pool(name).arn, target_id: `i-${name}`, port: 80, availability_zone: null })

function rule(name, listener, priority, target) {
  return {
    arn: `${ARN}:listener-rule/${name}`,
    listener_arn: listener,
    priority,
    action: [{ type: 'forward', order: 1, target_group_arn: pool(target).arn, forward: [] }],
    condition: [{ path_pattern: [{ values: [`/${name}/*`] }] }],
  }
}

function service(at, listener) {
  const name = `svc${String(at).padStart(5, '0')}`
  const priority = (at % SERVICES_OF_ONE) + 1
  const instance = (of) => kept('aws_instance', of, { id: `i-${of}`, instance_state: 'running' })
  const old = [kept('aws_lb_target_group', name, pool(name)), kept('aws_lb_target_group_attachment', name, member(name)), instance(name)]
  if (at % 10) return [...old, kept('aws_lb_listener_rule', name, rule(name, listener, priority, name))]
  const fresh = `${name}-next`
  const filled = at % 500 === 0 ? [] : [change('aws_lb_target_group_attachment', fresh, ['create'], null, member(fresh)), instance(fresh)]
  return [
    ...old,
    ...filled,
    change('aws_lb_target_group', fresh, ['create'], null, pool(fresh)),
    change('aws_lb_listener_rule', name, ['update'], rule(name, listener, priority, name), rule(name, listener, priority, fresh)),
  ]
}

function front(at) {
  const arn = `${ARN}:loadbalancer/app/lb${at}/1`
  const listener = `${ARN}:listener/app/lb${at}/1/1`
  const changes = [
    kept('aws_lb', `lb${at}`, { arn, name: `lb${at}`, load_balancer_type: 'application', internal: false }),
    kept('aws_lb_listener', `lb${at}`, { arn: listener, load_balancer_arn: arn, port: 80, protocol: 'HTTP', default_action: [{ type: 'fixed-response', order: 1 }] }),
  ]
  return { listener, changes }
}

export function plan(boxes) {
  const changes = []
  let listener = ''
  for (let at = 0; changes.length < boxes; at++) {
    if (at % SERVICES_OF_ONE === 0) {
      const made = front(at / SERVICES_OF_ONE)
      changes.push(...made.changes)
      listener = made.listener
    }
    changes.push(...service(at, listener))
  }
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: {} },
    resource_changes: changes,
    configuration: { provider_config: { aws: { name: 'aws', full_name: 'registry.terraform.io/hashicorp/aws' } }, root_module: {} },
    errored: false,
    complete: true,
  })
}
