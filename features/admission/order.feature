@needs-kubeApi
Feature: The order of the chain

  Background:
    Given the API server runs with:
      """
      enable-admission-plugins:
        - DenyServiceExternalIPs
        - PodTolerationRestriction
        - PodNodeSelector
        - NamespaceExists
        - AlwaysPullImages
        - AlwaysAdmit
        - LimitPodHardAntiAffinityTopology
        - EventRateLimit
        - ExtendedResourceToleration
        - OwnerReferencesPermissionEnforcement
      authorization-mode: RBAC
      default-not-ready-toleration-seconds: 60
      default-unreachable-toleration-seconds: 120
      admission-control-config-file:
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: PodNodeSelector
            configuration: {podNodeSelectorPluginConfig: {kube-public: "pool=common,disk=ssd"}}
          - name: EventRateLimit
            configuration:
              apiVersion: eventratelimit.admission.k8s.io/v1alpha1
              kind: Configuration
              limits: [{type: Namespace, qps: 1, burst: 3}]
      """

  @API-4a
  Scenario: Wrong credentials are refused before it is asked what is allowed
    When anonymous sends:
      """
      GET /api/v1/namespaces/kube-system/secrets
      authorization: Bearer nobody-knows-this
      """
    Then it is refused with 401 Unauthorized

  @API-4b
  Scenario: Who may not is refused before admission looks
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: nowhere}}
      """
    Then it is refused with 403 Forbidden

  @API-4b
  Scenario: Who may is refused by admission
    When admin creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: nowhere}}
      """
    Then it is refused with 404 NotFound

  @API-4c
  Scenario: Mutating plugins refuse before validation
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: unheard-of, containers: []}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @API-4c
  Scenario: Mutating plugins refuse before optimistic locking
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: editor}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [update]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: editor}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: editor}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice replaces role/editor by:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: editor, resourceVersion: "1"}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @API-4d
  Scenario: Validation sees what mutating plugins have made of the object
    Given these objects:
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: dev
        annotations: {scheduler.alpha.kubernetes.io/defaultTolerations: '[{"key": "maintenance", "operator": "Sideways"}]'}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                        | reason                 |
      | spec.tolerations[2].operator | FieldValueNotSupported |

  @API-4e
  Scenario: Validation refuses before validating plugins
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: Web, image: nginx}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                   | reason            |
      | spec.containers[0].name | FieldValueInvalid |

  @API-4f
  Scenario: Validating plugins refuse before the store finds the name taken
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}], externalIPs: [203.0.113.7]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-1a
  Scenario: The plugin that comes first refuses
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: nowhere}, spec: {priorityClassName: unheard-of, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 404 NotFound

  @ADM-1a
  Scenario: The order is the server's, whatever the order in which plugins are named
    Given these objects:
      """
      apiVersion: v1
      kind: Namespace
      metadata:
        name: dev
        annotations:
          scheduler.alpha.kubernetes.io/node-selector: pool=blue
          scheduler.alpha.kubernetes.io/tolerationsWhitelist: '[{"key": "maintenance", "operator": "Exists"}]'
      """
    When admin creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: dev}
      spec:
        nodeSelector: {pool: green}
        tolerations: [{key: other, operator: Exists}]
        containers: [{name: web, image: nginx}]
      """
    Then it is refused with 403 Forbidden
    And pod/web in dev does not exist

  @ADM-1b
  Scenario: What is refused is not charged to any quota
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: pods}, spec: {hard: {services: "5"}}}
      """
    And resourcequota/pods is within 20s:
      """
      status: {used: {services: "0"}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}], externalIPs: [203.0.113.7]}}
      """
    Then it is refused with 403 Forbidden
    And resourcequota/pods is:
      """
      status: {used: {services: "0"}}
      """

  @ADM-1c
  Scenario: A change by patch is admitted as an update
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    When admin patches service/web by merge:
      """
      {spec: {externalIPs: [203.0.113.7]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-1c
  Scenario: A deletion is admitted
    When admin sends DELETE /api/v1/namespaces/default
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-1d
  Scenario: A dry run is admitted like the real thing
    When admin sends POST /api/v1/namespaces/home/services?dryRun=All:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}], externalIPs: [203.0.113.7]}}
      """
    Then it is refused with 403 Forbidden

  @ADM-1e
  Scenario: A replacement that creates is admitted as a creation
    When admin sends PUT /apis/coordination.k8s.io/v1/namespaces/nowhere/leases/leader:
      """
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: leader}}
      """
    Then it is refused with 404 NotFound

  @ADM-1f
  Scenario: A replacement that creates needs the right to create
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: renewer}, rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, update]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: renewer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: renewer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice sends PUT /apis/coordination.k8s.io/v1/namespaces/home/leases/leader:
      """
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: leader}}
      """
    Then it is refused with 403 Forbidden
    And lease/leader does not exist

  @ADM-1g
  Scenario: An eviction is admitted
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev, finalizers: [example.com/hold]}, spec: {containers: [{name: web, image: nginx}]}}
      """
    And admin deletes namespace/dev
    When admin sends POST /api/v1/namespaces/dev/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is refused with 403 Forbidden for:
      | field              | reason               |
      | metadata.namespace | NamespaceTerminating |

  @ADM-1g
  Scenario: A binding is admitted
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev, finalizers: [example.com/hold]}, spec: {containers: [{name: web, image: nginx}]}}
      """
    And admin deletes namespace/dev
    When admin sends POST /api/v1/namespaces/dev/pods/web/binding:
      """
      {apiVersion: v1, kind: Binding, metadata: {name: web}, target: {kind: Node, name: n1}}
      """
    Then it is refused with 403 Forbidden for:
      | field              | reason               |
      | metadata.namespace | NamespaceTerminating |

  @ADM-2
  Scenario: No plugin looks at a list
    When admin sends GET /api/v1/namespaces/nowhere/services
    Then it is accepted with 200

  @ADM-2
  Scenario: No plugin looks at a watch
    When admin watches services in nowhere as feed
    Then feed sees nothing

  @ADM-2
  Scenario: A get in a namespace that does not exist misses the object
    When admin sends GET /api/v1/namespaces/nowhere/services/web
    Then it is refused with 404 NotFound
    And the answer is:
      """
      details: {kind: services, name: web}
      """

  @ADM-3a
  Scenario: A mutating plugin refuses before a validating one that comes earlier
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: baseline}, annotations: {scheduler.alpha.kubernetes.io/tolerationsWhitelist: '[{"key": "maintenance", "operator": "Exists"}]'}}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    Then the answer is:
      """
      {kind: Status, code: 500}
      """
    And pod/web in dev does not exist

  @ADM-3b
  Scenario: A validating plugin sees what a later mutating one has added
    Given these objects:
      """
      {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: boxed}, handler: boxed, scheduling: {nodeSelector: {sandbox: "yes"}}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {generateName: web-, namespace: kube-public}, spec: {runtimeClassName: boxed, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-3b
  Scenario: Without that addition the same validating plugin has no objection
    When admin sends POST /api/v1/namespaces/kube-public/pods?dryRun=All:
      """
      {apiVersion: v1, kind: Pod, metadata: {generateName: web-}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
