@needs-kubeApi
Feature: Invalid objects of the other groups are refused whole

  @API-17t
  Scenario Outline: <what> is no way in or out
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | An address as the host of an Ingress | spec.rules[0].host | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{host: 192.0.2.1, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}} |
      | A wildcard in the middle of a host | spec.rules[0].host | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{host: 'a.*.com', http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}} |
      | A path that is not absolute | spec.rules[0].http.paths[0].path | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{http: {paths: [{path: web, pathType: Exact, backend: {service: {name: web, port: {number: 80}}}}]}}]}} |
      | A path with an empty step | spec.rules[0].http.paths[0].path | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{http: {paths: [{path: /a//b, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}} |
      | A path of no type | spec.rules[0].http.paths[0].pathType | FieldValueRequired | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]}} |
      | A path of an unknown type | spec.rules[0].http.paths[0].pathType | FieldValueNotSupported | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [{http: {paths: [{path: /, pathType: Regex, backend: {service: {name: web, port: {number: 80}}}}]}}]}} |
      | A backend of no sort | spec.defaultBackend | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {}}} |
      | A backend of two sorts | spec.defaultBackend | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: web, port: {number: 80}}, resource: {kind: Bucket, name: b}}}} |
      | A backend without a port | spec.defaultBackend | FieldValueRequired | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: web}}}} |
      | An Ingress without rules | spec | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {}} |
      | A class without a controller | spec.controller | FieldValueRequired | {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: web}, spec: {}} |
      | A controller without a domain | spec.controller | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: web}, spec: {controller: nginx}} |
      | Parameters of a namespace that is not named | spec.parameters.namespace | FieldValueRequired | {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: web}, spec: {controller: example.com/c, parameters: {kind: P, name: p, scope: Namespace}}} |
      | Parameters of the cluster in a namespace | spec.parameters.namespace | FieldValueForbidden | {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: web}, spec: {controller: example.com/c, parameters: {kind: P, name: p, scope: Cluster, namespace: n}}} |
      | A peer of no sort | spec.ingress[0].from[0] | FieldValueRequired | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, ingress: [{from: [{}]}]}} |
      | A peer of two sorts | spec.ingress[0].from[0] | FieldValueForbidden | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]}} |
      | A block that is none | spec.egress[0].to[0].ipBlock.cidr | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/33}}]}]}} |
      | An exception outside its block | spec.egress[0].to[0].ipBlock.except[0] | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]}} |
      | A port range upside down | spec.ingress[0].ports[0].endPort | FieldValueInvalid | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, ingress: [{ports: [{port: 80, endPort: 79}]}]}} |
      | An unknown direction | spec.policyTypes[0] | FieldValueNotSupported | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, policyTypes: [Both]}} |

  @API-17u
  Scenario Outline: <what> is no storage
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A class without a provisioner | provisioner | FieldValueRequired | {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: web}, provisioner: ''} |
      | A class with an unknown reclaim policy | reclaimPolicy | FieldValueNotSupported | {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: web}, provisioner: example.com/p, reclaimPolicy: Recycle} |
      | A class with an unknown binding mode | volumeBindingMode | FieldValueNotSupported | {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: web}, provisioner: example.com/p, volumeBindingMode: Late} |
      | An attachment of nothing | spec.source | FieldValueRequired | {apiVersion: storage.k8s.io/v1, kind: VolumeAttachment, metadata: {name: web}, spec: {attacher: example.com, nodeName: n, source: {}}} |
      | Two tokens for one audience | spec.tokenRequests[1].audience | FieldValueDuplicate | {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: web}, spec: {tokenRequests: [{audience: a}, {audience: a}]}} |
      | A token of a minute | spec.tokenRequests[0].expirationSeconds | FieldValueInvalid | {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: web}, spec: {tokenRequests: [{audience: a, expirationSeconds: 60}]}} |
      | A driver of an unknown life | spec.volumeLifecycleModes | FieldValueNotSupported | {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: web}, spec: {volumeLifecycleModes: [Forever]}} |
      | A node that has a driver twice | spec.drivers[1].name | FieldValueDuplicate | {apiVersion: storage.k8s.io/v1, kind: CSINode, metadata: {name: web}, spec: {drivers: [{name: d.example.com, nodeID: n, topologyKeys: []}, {name: d.example.com, nodeID: n, topologyKeys: []}]}} |
      | A capacity below nothing | capacity | FieldValueInvalid | {apiVersion: storage.k8s.io/v1, kind: CSIStorageCapacity, metadata: {name: web}, storageClassName: fast, capacity: -1Gi} |

  @API-17v
  Scenario Outline: <what> is no right
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A rule without verbs | rules[0].verbs | FieldValueRequired | {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: web}, rules: [{verbs: [], apiGroups: [''], resources: [pods]}]} |
      | A rule without groups | rules[0].apiGroups | FieldValueRequired | {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: web}, rules: [{verbs: [get], resources: [pods]}]} |
      | A rule without resources | rules[0].resources | FieldValueRequired | {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: web}, rules: [{verbs: [get], apiGroups: ['']}]} |
      | A Role with paths | rules[0].nonResourceURLs | FieldValueInvalid | {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: web}, rules: [{verbs: [get], nonResourceURLs: [/healthz]}]} |
      | A rule with paths and resources | rules[0].nonResourceURLs | FieldValueInvalid | {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: web}, rules: [{verbs: [get], nonResourceURLs: [/healthz], apiGroups: [''], resources: [pods]}]} |
      | A rule with paths and names | rules[0].nonResourceURLs | FieldValueInvalid | {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: web}, rules: [{verbs: [get], nonResourceURLs: [/healthz], resourceNames: [a]}]} |
      | A binding of the cluster to a Role | roleRef.kind | FieldValueNotSupported | {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: web}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: view}, subjects: [{kind: User, name: u}]} |
      | A subject of an unknown kind | subjects[0].kind | FieldValueNotSupported | {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: web}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: Robot, name: u}]} |
      | A subject without a name | subjects[0].name | FieldValueRequired | {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: web}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: ''}]} |
      | An account without a namespace | subjects[0].namespace | FieldValueRequired | {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: web}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: u}]} |

  @API-17w
  Scenario Outline: <what> is no scaling
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A lower bound of nothing | spec.minReplicas | FieldValueInvalid | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: -1, maxReplicas: 3}} |
      | A lower bound above the upper | spec.maxReplicas | FieldValueInvalid | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 4, maxReplicas: 3}} |
      | A metric without its source | spec.metrics[0].pods | FieldValueRequired | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, metrics: [{type: Pods}]}} |
      | A metric with two sources | spec.metrics[0].pods | FieldValueForbidden | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: '1'}}}]}} |
      | A metric without a target | spec.metrics[0].resource.target.averageUtilization | FieldValueRequired | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]}} |
      | A target below nothing | spec.metrics[0].external.target.value | FieldValueInvalid | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, metrics: [{type: External, external: {metric: {name: m}, target: {type: Value, value: '-1'}}}]}} |
      | A scaling rule of an hour and more | spec.behavior.scaleUp.stabilizationWindowSeconds | FieldValueInvalid | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, behavior: {scaleUp: {stabilizationWindowSeconds: 3601}}}} |
      | A scaling policy without a period | spec.behavior.scaleDown.policies[0].periodSeconds | FieldValueInvalid | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, behavior: {scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 0}]}}}} |

  @API-17x
  Scenario Outline: <what> is no budget or class
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A budget with both bounds | spec | FieldValueInvalid | {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, minAvailable: 1, maxUnavailable: 1}} |
      | A share above all | spec.maxUnavailable | FieldValueInvalid | {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, maxUnavailable: 101%}} |
      | A share that is none | spec.minAvailable | FieldValueInvalid | {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, minAvailable: half}} |
      | A budget of an unknown policy | spec.unhealthyPodEvictionPolicy | FieldValueNotSupported | {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, minAvailable: 1, unhealthyPodEvictionPolicy: Never}} |
      | A priority that is the system's | value | FieldValueForbidden | {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: web}, value: 1000000001} |
      | A class without a handler | handler | FieldValueInvalid | {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: web}, handler: ''} |
      | A request that is none | spec.request | FieldValueInvalid | {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: web}, spec: {request: eA==, signerName: example.com/s, usages: [client auth]}} |

  @API-17y
  Scenario Outline: <what> is no place
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A loopback address of Endpoints | subsets[0].addresses[0].ip | FieldValueInvalid | {apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{addresses: [{ip: 127.0.0.1}], ports: [{port: 80}]}]} |
      | A link-local address of Endpoints | subsets[0].addresses[0].ip | FieldValueInvalid | {apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{addresses: [{ip: 169.254.1.1}], ports: [{port: 80}]}]} |
      | The unspecified address of Endpoints | subsets[0].addresses[0].ip | FieldValueInvalid | {apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{addresses: [{ip: '::'}], ports: [{port: 80}]}]} |
      | A subset without addresses | subsets[0] | FieldValueRequired | {apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{ports: [{port: 80}]}]} |
      | An address of another family than the slice's | endpoints[0].addresses[0] | FieldValueInvalid | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web}, addressType: IPv4, endpoints: [{addresses: ['fd00::1']}], ports: []} |
      | An endpoint without addresses | endpoints[0].addresses | FieldValueRequired | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web}, addressType: IPv4, endpoints: [{addresses: []}], ports: []} |
      | A domain of one part | endpoints[0].addresses[0] | FieldValueInvalid | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web}, addressType: FQDN, endpoints: [{addresses: [localhost]}], ports: []} |
      | A slice of an unknown type | addressType | FieldValueNotSupported | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web}, addressType: IPv5, endpoints: [{addresses: [a.example.com]}], ports: []} |
      | One zone twice | endpoints[0].hints.forZones[1].name | FieldValueDuplicate | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web}, addressType: IPv4, endpoints: [{addresses: [192.0.2.1], hints: {forZones: [{name: a}, {name: a}]}}], ports: []} |

  @API-17z
  Scenario Outline: <what> is no part of such a Service
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | A load balancer's class | spec.loadBalancerClass | FieldValueForbidden | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {loadBalancerClass: example.com/a, ports: [{port: 80}]}} |
      | The source ranges of a load balancer | spec.LoadBalancerSourceRanges | FieldValueForbidden | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}]}} |
      | The port switch of a load balancer | spec.allocateLoadBalancerNodePorts | FieldValueForbidden | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, allocateLoadBalancerNodePorts: true, ports: [{port: 80}]}} |
      | A source range that is none | spec.LoadBalancerSourceRanges[0] | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, loadBalancerSourceRanges: [here], ports: [{port: 80}]}} |
      | An external traffic policy | spec.externalTrafficPolicy | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {externalTrafficPolicy: Local, ports: [{port: 80}]}} |
      | A health port | spec.healthCheckNodePort | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {healthCheckNodePort: 30000, ports: [{port: 80}]}} |
      | A headless load balancer | spec.clusterIPs[0] | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, clusterIP: None, ports: [{port: 80}]}} |
      | An external name with families | spec.ipFamilies | FieldValueForbidden | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ExternalName, externalName: a.example.com, ipFamilies: [IPv4]}} |
      | The kubelet's port | spec.ports[0] | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, ports: [{port: 10250}]}} |
      | An unknown traffic distribution | spec.trafficDistribution | FieldValueNotSupported | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {trafficDistribution: Random, ports: [{port: 80}]}} |
      | A loopback address from outside | spec.externalIPs[0] | FieldValueInvalid | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {externalIPs: [127.0.0.1], ports: [{port: 80}]}} |

  @API-17v
  Scenario Outline: <what> stays
    Given these objects:
      """
      <object>
      """
    When alice patches <ref> by merge:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | ref | patch | field | reason | object |
      | The role of a binding | rolebinding/web | {roleRef: {name: edit}} | roleRef | FieldValueInvalid | {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: web}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, name: u, apiGroup: rbac.authorization.k8s.io}]} |

  @API-17x
  Scenario Outline: <what> is for good
    Given these objects:
      """
      <object>
      """
    When alice patches <ref> by merge:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | ref | patch | field | reason | object |
      | The value of a priority | priorityclass/web | {value: 2} | value | FieldValueForbidden | {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: web}, value: 1} |
      | The handler of a runtime | runtimeclass/web | {handler: other} | handler | FieldValueInvalid | {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: web}, handler: runc} |

  @API-17y
  Scenario Outline: <what> is once and for all
    Given these objects:
      """
      <object>
      """
    When alice patches <ref> by merge:
      """
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | ref | patch | field | reason | object |
      | The type of a slice | endpointslice/web | {addressType: IPv6} | addressType | FieldValueInvalid | {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web}, addressType: IPv4, endpoints: [], ports: []} |
