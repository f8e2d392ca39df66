@needs-kubeApi
Feature: What plugins that run by default fill in and refuse

  @ADM-14a @exclusive
  Scenario: A claim gets the newest storage class that is marked as default
    Given these objects:
      """
      {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: plain}, provisioner: example.com/disk}
      ---
      {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}, provisioner: example.com/disk}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    Then it is accepted with 201
    And persistentvolumeclaim/data is:
      """
      spec: {storageClassName: fast}
      """

  @ADM-14a @exclusive
  Scenario: A claim that wants no class gets none
    Given these objects:
      """
      {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}, provisioner: example.com/disk}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    Then it is accepted with 201
    And persistentvolumeclaim/data is:
      """
      spec: {storageClassName: ""}
      """

  @ADM-14b @exclusive
  Scenario: An ingress gets the class that is marked as default
    Given these objects:
      """
      {apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: edge, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}, spec: {controller: example.com/edge}}
      """
    When alice creates:
      """
      {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}}
      """
    Then it is accepted with 201
    And ingress/web is:
      """
      spec: {ingressClassName: edge}
      """

  @ADM-14c
  Scenario: A Pod stays five minutes on a node that is gone
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec:
        tolerations:
          - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
          - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
      """

  @ADM-14c
  Scenario: A Pod that says how long keeps its word
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {tolerations: [{operator: Exists}], containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {tolerations: [!only {operator: Exists}]}
      """

  @ADM-14e
  Scenario: A Pod gets the value and the policy of its priority class
    Given these objects:
      """
      {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000, preemptionPolicy: Never}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: high, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {priority: 1000, preemptionPolicy: Never, priorityClassName: high}
      """

  @ADM-14f
  Scenario: A priority class that does not exist is no priority
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: unheard-of, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @ADM-14g
  Scenario Outline: A Pod does not choose <what> by itself
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: system-node-critical, <field>, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

    Examples:
      | what                | field                   |
      | its priority        | priority: 7             |
      | who gives way to it | preemptionPolicy: Never |

  @ADM-14h @exclusive
  Scenario: A Pod without a class gets the class that goes for all
    Given these objects:
      """
      {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: usual}, value: 50, globalDefault: true}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec: {priorityClassName: usual, priority: 50}
      """

  @ADM-14i @exclusive
  Scenario: Only one class goes for all
    Given these objects:
      """
      {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: usual}, value: 50, globalDefault: true}
      """
    When alice creates:
      """
      {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: other}, value: 60, globalDefault: true}
      """
    Then it is refused with 403 Forbidden
    And priorityclass/other does not exist

  @ADM-14j
  Scenario: A new node takes no Pods until it is ready
    When alice creates:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1}}
      """
    Then it is accepted with 201
    And node/n1 is:
      """
      spec: {taints: [{key: node.kubernetes.io/not-ready, effect: NoSchedule}]}
      """

  @ADM-14m
  Scenario: A Pod whose runtime class does not exist is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {runtimeClassName: unheard-of, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @ADM-14n
  Scenario: A Pod takes on what its runtime class costs and where it runs
    Given these objects:
      """
      apiVersion: node.k8s.io/v1
      kind: RuntimeClass
      metadata: {name: boxed}
      handler: boxed
      overhead: {podFixed: {cpu: 100m, memory: 64Mi}}
      scheduling: {nodeSelector: {sandbox: "yes"}, tolerations: [{key: sandbox, operator: Exists, effect: NoSchedule}]}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {runtimeClassName: boxed, nodeSelector: {zone: a}, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      spec:
        overhead: {cpu: 100m, memory: 64Mi}
        nodeSelector: !only {sandbox: "yes", zone: a}
        tolerations: !contains [{key: sandbox, operator: Exists, effect: NoSchedule}]
      """

  @ADM-14n
  Scenario: A Pod makes up no costs of its own
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {overhead: {cpu: 1m}, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @ADM-14o
  Scenario Outline: A new <kind> is protected from going while it is used
    When alice creates:
      """
      <object>
      """
    Then it is accepted with 201
    And the answer is:
      """
      metadata: {finalizers: [<finalizer>]}
      """

    Examples:
      | kind   | finalizer                    | object                                                                                                                                                                                 |
      | claim  | kubernetes.io/pvc-protection | {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}                                      |
      | volume | kubernetes.io/pv-protection  | {apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /srv}, storageClassName: plain}}        |

  @ADM-14p
  Scenario: A claim that is not bound does not grow
    Given these objects:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: "", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    When alice patches persistentvolumeclaim/data by merge:
      """
      {spec: {resources: {requests: {storage: 2Gi}}}}
      """
    Then it is refused with 422 Invalid for:
      | field | reason              |
      | spec  | FieldValueForbidden |
    And nothing else changed

  @ADM-14p
  Scenario Outline: A bound claim of a class that <word> growth <outcome>
    Given these objects:
      """
      {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}, provisioner: example.com/disk, allowVolumeExpansion: <allowed>}
      ---
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/persistentvolumeclaims/data/status:
      """application/merge-patch+json
      {"status": {"phase": "Bound"}}
      """
    When alice patches persistentvolumeclaim/data by merge:
      """
      {spec: {resources: {requests: {storage: 2Gi}}}}
      """
    Then it <result>

    Examples:
      | word    | allowed | outcome       | result                       |
      | allows  | true    | grows         | is accepted with 200         |
      | forbids | false   | stays as it is | is refused with 403 Forbidden |
