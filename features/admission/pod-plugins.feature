@needs-kubeApi
Feature: What plugins make of Pods where they are asked to

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

  @ADM-5a
  Scenario: A plugin that admits everything has no objection
    When admin creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: "1"}}
      """
    Then it is accepted with 201
    And configmap/settings is:
      """
      data: {a: "1"}
      """

  @ADM-6a
  Scenario: Every container's image is pulled anew, whatever the Pod says
    When admin creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        initContainers: [{name: first, image: "busybox:1", imagePullPolicy: Never}]
        containers:
          - {name: web, image: "nginx:1", imagePullPolicy: IfNotPresent}
          - {name: side, image: "busybox:1"}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec:
        initContainers: [{name: first, imagePullPolicy: Always}]
        containers: [{name: web, imagePullPolicy: Always}, {name: side, imagePullPolicy: Always}]
      """

  @ADM-6b
  Scenario: A template keeps its pull policy
    When admin creates:
      """
      {apiVersion: v1, kind: PodTemplate, metadata: {name: web}, template: {spec: {containers: [{name: web, image: "nginx:1", imagePullPolicy: Never}]}}}
      """
    Then it is accepted with 201
    And podtemplate/web is:
      """
      template: {spec: {containers: [{imagePullPolicy: Never}]}}
      """

  @ADM-17a
  Scenario: A Pod keeps others away from its node, and from no more
    When admin creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: topology.kubernetes.io/zone, labelSelector: {}}]}}
        containers: [{name: web, image: nginx}]
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @ADM-17a
  Scenario: A Pod may keep others away from its node
    When admin creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {}}]}}
        containers: [{name: web, image: nginx}]
      """
    Then it is accepted with 201

  @ADM-17b
  Scenario: A Pod gets the node selector of its namespace
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, annotations: {scheduler.alpha.kubernetes.io/node-selector: "pool=blue,disk=ssd"}}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {nodeSelector: {pool: blue, zone: a}, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web in dev is:
      """
      spec: {nodeSelector: !only {pool: blue, disk: ssd, zone: a}}
      """

  @ADM-17b
  Scenario: A Pod that asks for other nodes than its namespace's is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, annotations: {scheduler.alpha.kubernetes.io/node-selector: "pool=blue"}}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {nodeSelector: {pool: green}, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web in dev does not exist

  @ADM-17c
  Scenario: A Pod gets the tolerations of its namespace
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, annotations: {scheduler.alpha.kubernetes.io/defaultTolerations: '[{"key": "maintenance", "operator": "Exists", "effect": "NoSchedule"}]'}}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web in dev is:
      """
      spec: {tolerations: !contains [{key: maintenance, operator: Exists, effect: NoSchedule}]}
      """

  @ADM-17c
  Scenario: A Pod that has asked for memory tolerates that memory is short
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx, resources: {requests: {memory: 1Mi}}}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {tolerations: !contains [{key: node.kubernetes.io/memory-pressure, operator: Exists, effect: NoSchedule}]}
      """

  @ADM-17d
  Scenario: A Pod that asks for a device tolerates the taint of that name
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx, resources: {limits: {example.com/gpu: 1}}}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {tolerations: !contains [{key: example.com/gpu, operator: Exists, effect: NoSchedule}]}
      """

  @ADM-17e
  Scenario: More events than the bucket holds are refused for a while
    Given these objects:
      """
      {apiVersion: v1, kind: Event, metadata: {name: one}, involvedObject: {kind: Pod, name: web, namespace: home}}
      ---
      {apiVersion: v1, kind: Event, metadata: {name: two}, involvedObject: {kind: Pod, name: web, namespace: home}}
      ---
      {apiVersion: v1, kind: Event, metadata: {name: three}, involvedObject: {kind: Pod, name: web, namespace: home}}
      """
    When admin creates:
      """
      {apiVersion: v1, kind: Event, metadata: {name: four}, involvedObject: {kind: Pod, name: web, namespace: home}}
      """
    Then it is refused with 429 TooManyRequests
    And event/four does not exist

  @ADM-17f
  Scenario Outline: Addresses of others are not claimed by <what>
    When admin creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {<spec>}}
      """
    Then <outcome>

    Examples:
      | what                    | spec                                              | outcome                          |
      | a new service           | ports: [{port: 80}], externalIPs: [203.0.113.7]   | it is refused with 403 Forbidden |
      | a service without them  | ports: [{port: 80}]                               | it is accepted with 201          |

  @ADM-14d
  Scenario: How long Pods stay on nodes that are gone is the server's to say
    When admin creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec:
        tolerations:
          - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 60}
          - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 120}
      """

  @ADM-14k
  Scenario: Who may not delete an object may not choose its owners
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: editor}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, patch, update]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: editor}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: editor}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    And admin gets configmap/owner
    And the answer is remembered as owner
    When alice patches configmap/settings by merge:
      """
      {metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid}]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-14k
  Scenario: Who may delete an object may choose its owners
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: editor}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, patch, update, delete]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: editor}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: editor}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    And admin gets configmap/owner
    And the answer is remembered as owner
    When alice patches configmap/settings by merge:
      """
      {metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid}]}}
      """
    Then it is accepted with 200

  @ADM-14l
  Scenario: Who may not set an owner's finalizers may not hold up its end
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: maker}, rules: [{apiGroups: [""], resources: [configmaps], verbs: ["*"]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: maker}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    And admin gets configmap/owner
    And the answer is remembered as owner
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid, blockOwnerDeletion: true}]}}
      """
    Then it is refused with 403 Forbidden
    And configmap/settings does not exist
