@needs-kubeApi
Feature: What nodes may write

  Background: two nodes and a pod on each
    Given the API server runs with:
      """
      authorization-mode: [Node, RBAC]
      enable-admission-plugins: NodeRestriction
      """
    And these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      ---
      {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {example.com/rack: "1", kubernetes.io/role: worker}}, spec: {taints: [{key: kept, effect: NoSchedule}]}}
      ---
      {apiVersion: v1, kind: Node, metadata: {name: n2}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: own}, spec: {nodeName: n1, serviceAccountName: robot, containers: [{name: app, image: app}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: foreign}, spec: {nodeName: n2, serviceAccountName: robot, containers: [{name: app, image: app}]}}
      ---
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}}
      """

  @AUTH-11a
  Scenario Outline: A node does not write another: <method> <path>
    When node n1 sends <method> <path>:
      """application/merge-patch+json
      {"metadata": {"annotations": {"a": "b"}}, "status": {"phase": "Running"}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"'
      """
    And nothing else changed

    Examples:
      | method | path                    |
      | PATCH  | /api/v1/nodes/n2        |
      | PATCH  | /api/v1/nodes/n2/status |

  @AUTH-11a
  Scenario: A node does not create another
    When node n1 creates:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n3}}
      """
    Then it is refused with 403 Forbidden
    And node/n3 does not exist

  @AUTH-11a
  Scenario: A node creates itself
    When node n3 creates:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n3, labels: {kubernetes.io/hostname: n3, node.kubernetes.io/pool: a, example.com/rack: "2"}}}
      """
    Then it is accepted with 201

  @AUTH-11b
  Scenario Outline: A node does not give itself <what>
    When node n3 creates:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n3, labels: {<label>: x}}}
      """
    Then it is refused with 403 Forbidden
    And node/n3 does not exist

    Examples:
      | what                              | label                                 |
      | a label that draws work to it     | node-restriction.kubernetes.io/secret |
      | one under such a name             | sub.node-restriction.kubernetes.io/a  |
      | a label that Kubernetes keeps     | node-role.kubernetes.io/control-plane |
      | one that it may keep one day      | other.k8s.io/a                        |

  @AUTH-11b
  Scenario Outline: A node does not <what>
    When node n1 patches node/n1 by merge:
      """
      <patch>
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | what                                  | patch                                                            |
      | add such a label                      | {metadata: {labels: {node-restriction.kubernetes.io/a: b}}}      |
      | change such a label                   | {metadata: {labels: {kubernetes.io/role: master}}}               |
      | take such a label away                | {metadata: {labels: {kubernetes.io/role: null}}}                 |
      | change its taints                     | {spec: {taints: [{key: other, effect: NoSchedule}]}}             |
      | take its taints away                  | {spec: {taints: null}}                                           |
      | say who owns it                       | {metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: a, uid: b}]}} |

  @AUTH-11b
  Scenario: A refused node is told which labels it may not change
    When node n1 patches node/n1 by merge:
      """
      {metadata: {labels: {node-restriction.kubernetes.io/b: c, kubernetes.io/role: null, example.com/rack: "3"}}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'nodes "n1" is forbidden: is not allowed to modify labels: kubernetes.io/role, node-restriction.kubernetes.io/b'
      """

  @AUTH-11b
  Scenario: A node changes labels of its own
    When node n1 patches node/n1 by merge:
      """
      {metadata: {labels: {example.com/rack: "2", topology.kubernetes.io/zone: a, kubelet.kubernetes.io/a: b}}}
      """
    Then it is accepted with 200

  @AUTH-11c
  Scenario: A node updates the status of its pods
    When node n1 sends PATCH /api/v1/namespaces/home/pods/own/status:
      """application/merge-patch+json
      {"status": {"phase": "Running"}}
      """
    Then it is accepted with 200

  @AUTH-11c
  Scenario: A node does not update the status of other pods
    When node n1 sends PATCH /api/v1/namespaces/home/pods/foreign/status:
      """application/merge-patch+json
      {"status": {"phase": "Running"}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'pods "foreign" is forbidden: node "n1" can only update pod status for pods with spec.nodeName set to itself'
      """
    And nothing else changed

  @AUTH-11c
  Scenario: A node does not label its pods by way of their status
    When node n1 sends PATCH /api/v1/namespaces/home/pods/own/status:
      """application/merge-patch+json
      {"metadata": {"labels": {"a": "b"}}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-11c
  Scenario: A node deletes its pods
    When node n1 deletes pod/own
    Then it is accepted with 200

  @AUTH-11c
  Scenario: A node does not delete other pods
    When node n1 deletes pod/foreign
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-11c
  Scenario Outline: A node evicts <pod>: <code>
    When node n1 sends POST /api/v1/namespaces/home/pods/<pod>/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: <pod>}}
      """
    Then it is <answer>

    Examples:
      | pod     | code | answer                     |
      | own     | 201  | accepted with 201          |
      | foreign | 403  | refused with 403 Forbidden |

  @AUTH-11d
  Scenario Outline: A node does not create <what>
    When node n1 creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: static, <metadata>}
      spec: {containers: [{name: app, image: app}], <spec>}
      """
    Then it is refused with 403 Forbidden
    And pod/static does not exist

    Examples:
      | what                                | metadata                                                                                                                                | spec                                                          |
      | a pod of the API                    | labels: {}                                                                                                                              | nodeName: n1                                                  |
      | a mirror pod on another node        | annotations: {kubernetes.io/config.mirror: x}, ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: a, controller: true}]      | nodeName: n2                                                  |
      | a mirror pod that nobody owns       | annotations: {kubernetes.io/config.mirror: x}                                                                                           | nodeName: n1                                                  |
      | a mirror pod that another node owns | annotations: {kubernetes.io/config.mirror: x}, ownerReferences: [{apiVersion: v1, kind: Node, name: n2, uid: a, controller: true}]      | nodeName: n1                                                  |
      | a mirror pod of a node long gone    | annotations: {kubernetes.io/config.mirror: x}, ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: a, controller: true}]      | nodeName: n1                                                  |

  @AUTH-11d
  Scenario: A node creates the mirror of its static pod
    Given admin gets node/n1
    And the answer is remembered as node
    When node n1 creates:
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: static
        annotations: {kubernetes.io/config.mirror: x}
        ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: $node.metadata.uid, controller: true}]
      spec: {nodeName: n1, containers: [{name: app, image: app}]}
      """
    Then it is accepted with 201

  @AUTH-11d
  Scenario Outline: A mirror pod uses <what> of the API, and is refused
    Given admin gets node/n1
    And the answer is remembered as node
    When node n1 creates:
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: static
        annotations: {kubernetes.io/config.mirror: x}
        ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: $node.metadata.uid, controller: true}]
      spec: {nodeName: n1, containers: [{name: app, image: app}], <spec>}
      """
    Then it is refused with 403 Forbidden
    And pod/static does not exist

    Examples:
      | what              | spec                                                                  |
      | a secret          | volumes: [{name: a, secret: {secretName: a}}]                         |
      | a configmap       | volumes: [{name: a, configMap: {name: a}}]                            |
      | a claim           | volumes: [{name: a, persistentVolumeClaim: {claimName: a}}]           |
      | a service account | serviceAccountName: robot                                             |

  @AUTH-11e
  Scenario: A node tells the state of a claim of its pods
    When node n1 sends PATCH /api/v1/namespaces/home/persistentvolumeclaims/data/status:
      """application/merge-patch+json
      {"status": {"conditions": [{"type": "FileSystemResizePending", "status": "True"}]}}
      """
    Then it is accepted with 200

  @AUTH-11e
  Scenario: A node changes nothing else of a claim
    When node n1 sends PATCH /api/v1/namespaces/home/persistentvolumeclaims/data/status:
      """application/merge-patch+json
      {"metadata": {"labels": {"a": "b"}}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @AUTH-11f
  Scenario: A node makes no lease of another name
    When node n1 creates:
      """
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: other, namespace: kube-node-lease}}
      """
    Then it is refused with 403 Forbidden
    And lease/other in kube-node-lease does not exist

  @AUTH-11h
  Scenario: A node asks for no certificate of another
    When node n1 creates:
      """
      apiVersion: certificates.k8s.io/v1
      kind: CertificateSigningRequest
      metadata: {name: stolen}
      spec:
        signerName: kubernetes.io/kube-apiserver-client-kubelet
        usages: [digital signature, client auth]
        request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIcU1JR1NBZ0VBTURBeEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVYTUJVR0ExVUVBd3dPYzNsegpkR1Z0T201dlpHVTZiakl3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVQ0Z0w1aFk1S3VPYTZICllDYTJidGRPaXl3SVFUNlNKZXVwMkN6Y1dhUGxkVFh4QkNCR3RXMTNaQ1NLSS9CNmhUYS8rWjZWd1BKSk9ESUsKRjl2NEtjREFvQUF3Q2dZSUtvWkl6ajBFQXdJRFJ3QXdSQUlnSk5UdU1qWitneHdFVXJjbDh5MnhSSUVpelROZQpJYXZvb3p1NVUySEZRQUFDSUdad0FEN1pxTzBIbjdKNmFsbzBZc2EvdmpsT3Jva1dZUFNmelFKazRmdTcKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'certificatesigningrequests.certificates.k8s.io "stolen" is forbidden: can only create a node CSR with CN=system:node:n1'
      """
    And certificatesigningrequest/stolen does not exist

  @AUTH-11h
  Scenario: Who is no node may ask for the certificate of one
    When admin creates:
      """
      apiVersion: certificates.k8s.io/v1
      kind: CertificateSigningRequest
      metadata: {name: wanted}
      spec:
        signerName: kubernetes.io/kube-apiserver-client-kubelet
        usages: [digital signature, client auth]
        request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIcU1JR1NBZ0VBTURBeEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVYTUJVR0ExVUVBd3dPYzNsegpkR1Z0T201dlpHVTZiakl3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVQ0Z0w1aFk1S3VPYTZICllDYTJidGRPaXl3SVFUNlNKZXVwMkN6Y1dhUGxkVFh4QkNCR3RXMTNaQ1NLSS9CNmhUYS8rWjZWd1BKSk9ESUsKRjl2NEtjREFvQUF3Q2dZSUtvWkl6ajBFQXdJRFJ3QXdSQUlnSk5UdU1qWitneHdFVXJjbDh5MnhSSUVpelROZQpJYXZvb3p1NVUySEZRQUFDSUdad0FEN1pxTzBIbjdKNmFsbzBZc2EvdmpsT3Jva1dZUFNmelFKazRmdTcKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==
      """
    Then it is accepted with 201

  @AUTH-11g
  Scenario: Others than nodes are left alone
    When admin patches node/n1 by merge:
      """
      {metadata: {labels: {kubernetes.io/role: master, node-restriction.kubernetes.io/a: b}}, spec: {taints: null}}
      """
    Then it is accepted with 200
