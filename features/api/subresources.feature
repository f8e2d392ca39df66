@needs-kubeApi
Feature: Parts of an object are written apart

  @API-15a
  Scenario: A create does not set the status
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: disk}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}, status: {phase: Bound}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {status: {phase: Pending}}
      """

  @API-15a
  Scenario Outline: A <method> does not set the status
    Given these objects:
      """
      {apiVersion: v1, kind: ReplicationController, metadata: {name: web}, spec: {replicas: 0, selector: {app: web}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    When alice sends <method> /api/v1/namespaces/home/replicationcontrollers/web:
      """<media type>
      {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "web", "labels": {"a": "b"}}, "spec": {"replicas": 0, "selector": {"app": "web"}, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}}, "status": {"replicas": 7}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {labels: {a: b}}, status: {replicas: 0}}
      """
    And replicationcontroller/web is:
      """
      {status: {replicas: 0}}
      """

    Examples:
      | method | media type                   |
      | PUT    | application/json             |
      | PATCH  | application/merge-patch+json |

  @API-15b
  Scenario Outline: A <method> of the status does not set the spec
    Given these objects:
      """
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    When alice sends <method> /apis/apps/v1/namespaces/home/replicasets/web/status:
      """<media type>
      {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web"}, "spec": {"replicas": 5, "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}}, "status": {"replicas": 3, "observedGeneration": 1}}
      """
    Then it is accepted with 200
    And replicaset/web is:
      """
      {metadata: {generation: 1}, spec: {replicas: 0}, status: {replicas: 3, observedGeneration: 1}}
      """
    And nothing else changed

    Examples:
      | method | media type                   |
      | PUT    | application/json             |
      | PATCH  | application/merge-patch+json |

  @API-15c
  Scenario: Scale shows what is wanted and by which selector
    Given these objects:
      """
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 0, selector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}, template: {metadata: {labels: {app: web, tier: a}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    And alice gets deployment/web
    And the answer is remembered as web
    When alice sends GET /apis/apps/v1/namespaces/home/deployments/web/scale
    Then it is accepted with 200
    And the answer is:
      """
      apiVersion: autoscaling/v1
      kind: Scale
      metadata: {name: web, namespace: home, uid: $web.metadata.uid}
      spec: !any
      status: {replicas: 0, selector: "app=web,tier in (a,b)"}
      """

  @API-15c
  Scenario Outline: Scale of a <kind> shows both numbers
    Given these objects:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: web}, spec: {replicas: 2, selector: <selector>, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}<more>}}
      """
    And alice sends PATCH <path>/status:
      """application/merge-patch+json
      {"status": {"replicas": 4}}
      """
    When alice sends GET <path>/scale
    Then it is accepted with 200
    And the answer is:
      """
      {apiVersion: autoscaling/v1, kind: Scale, metadata: {name: web}, spec: {replicas: 2}, status: {replicas: 4, selector: app=web}}
      """

    Examples:
      | kind | apiVersion | selector | more | path |
      | Deployment | apps/v1 | {matchLabels: {app: web}} | | /apis/apps/v1/namespaces/home/deployments/web |
      | ReplicaSet | apps/v1 | {matchLabels: {app: web}} | | /apis/apps/v1/namespaces/home/replicasets/web |
      | StatefulSet | apps/v1 | {matchLabels: {app: web}} | , serviceName: web | /apis/apps/v1/namespaces/home/statefulsets/web |
      | ReplicationController | v1 | {app: web} | | /api/v1/namespaces/home/replicationcontrollers/web |

  @API-15d
  Scenario Outline: A <method> of scale changes the number alone
    Given these objects:
      """
      {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 0, minReadySeconds: 7, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    When alice sends <method> /apis/apps/v1/namespaces/home/statefulsets/web/scale:
      """<media type>
      {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "web"}, "spec": {"replicas": 5}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {kind: Scale, spec: {replicas: 5}}
      """
    And statefulset/web is:
      """
      {metadata: {generation: 2}, spec: {replicas: 5, minReadySeconds: 7}}
      """
    And nothing else changed

    Examples:
      | method | media type                   |
      | PUT    | application/json             |
      | PATCH  | application/merge-patch+json |

  @API-15d
  Scenario: A negative scale is refused
    Given these objects:
      """
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    When alice sends PATCH /apis/apps/v1/namespaces/home/replicasets/web/scale:
      """application/merge-patch+json
      {"spec": {"replicas": -1}}
      """
    Then it is refused with 422 Invalid for:
      | field         | reason            |
      | spec.replicas | FieldValueInvalid |
    And nothing else changed

  @API-15e
  Scenario: A binding gives a Pod its node
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/binding:
      """
      {apiVersion: v1, kind: Binding, metadata: {name: web}, target: {apiVersion: v1, kind: Node, name: n1}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {kind: Status, status: Success}
      """
    And pod/web is:
      """
      {spec: {nodeName: n1}, status: {phase: Pending, conditions: !contains [{type: PodScheduled, status: "True"}]}}
      """
    And nothing else changed

  @API-15f
  Scenario: A bound Pod is not bound again
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/binding:
      """
      {apiVersion: v1, kind: Binding, metadata: {name: web}, target: {apiVersion: v1, kind: Node, name: n2}}
      """
    Then it is refused with 409 Conflict
    And pod/web is:
      """
      {spec: {nodeName: n1}}
      """
    And nothing else changed

  @API-15g
  Scenario: Finalize sets the finalizers of a namespace
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    When alice sends PUT /api/v1/namespaces/dev/finalize:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}, spec: {finalizers: []}}
      """
    Then it is accepted with 200
    And namespace/dev is:
      """
      {spec: {finalizers: !absent }}
      """

  @API-15g
  Scenario: A replace of a namespace keeps its finalizers
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    When alice replaces namespace/dev by:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {a: b}}, spec: {finalizers: []}}
      """
    Then it is accepted with 200
    And namespace/dev is:
      """
      {metadata: {labels: {a: b}}, spec: {finalizers: [kubernetes]}}
      """

  @API-15n
  Scenario: An approval changes the conditions and nothing else
    Given these objects:
      """
      apiVersion: certificates.k8s.io/v1
      kind: CertificateSigningRequest
      metadata: {name: alice}
      spec: {signerName: example.com/clients, usages: [client auth], request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZ01JR0hBZ0VBTUNVeEV6QVJCZ05WQkFvTUNtUmxkbVZzYjNCbGNuTXhEakFNQmdOVkJBTU1CV0ZzYVdObApNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUUrei9XM0E0UktCQ2tTNFVjMEt4anNrS2FmRFRiCit4SUx0dW96YVJLNnV3SUtpT0ZEOVY1L3YzUVVDN3cvQjUvcmFjRm1QS2tDY3ZjV1kzRDZzY0xmRDZBQU1Bb0cKQ0NxR1NNNDlCQU1DQTBnQU1FVUNJQXNGcjBGUFBVQVdUMEs0a2p1TDVzZ1FUTG50N21JWFIvNDlMYVZieXRlcQpBaUVBMkRLS3lUUXoxc1ZMWHppNlhzRXYrL251anRRZTVXVU1UajZmblNvUDI4bz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==}
      """
    When bob sends PATCH /apis/certificates.k8s.io/v1/certificatesigningrequests/alice/approval:
      """application/merge-patch+json
      {"spec": {"signerName": "example.com/others"}, "status": {"certificate": "YQ==", "conditions": [{"type": "Approved", "status": "True", "reason": "Known", "message": "I know her"}]}}
      """
    Then it is accepted with 200
    And certificatesigningrequest/alice is:
      """
      spec: {signerName: example.com/clients}
      status: {conditions: [{type: Approved, status: "True", reason: Known}], certificate: !absent }
      """

  @API-15n
  Scenario Outline: A write to <what> approves nothing
    Given these objects:
      """
      apiVersion: certificates.k8s.io/v1
      kind: CertificateSigningRequest
      metadata: {name: alice}
      spec: {signerName: example.com/clients, usages: [client auth], request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZ01JR0hBZ0VBTUNVeEV6QVJCZ05WQkFvTUNtUmxkbVZzYjNCbGNuTXhEakFNQmdOVkJBTU1CV0ZzYVdObApNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUUrei9XM0E0UktCQ2tTNFVjMEt4anNrS2FmRFRiCit4SUx0dW96YVJLNnV3SUtpT0ZEOVY1L3YzUVVDN3cvQjUvcmFjRm1QS2tDY3ZjV1kzRDZzY0xmRDZBQU1Bb0cKQ0NxR1NNNDlCQU1DQTBnQU1FVUNJQXNGcjBGUFBVQVdUMEs0a2p1TDVzZ1FUTG50N21JWFIvNDlMYVZieXRlcQpBaUVBMkRLS3lUUXoxc1ZMWHppNlhzRXYrL251anRRZTVXVU1UajZmblNvUDI4bz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==}
      """
    When bob sends PATCH /apis/certificates.k8s.io/v1/certificatesigningrequests/alice<path>:
      """application/merge-patch+json
      {"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "Known", "message": "I know her"}]}}
      """
    Then certificatesigningrequest/alice is:
      """
      status: {conditions: !absent }
      """

    Examples:
      | what       | path    |
      | the object |         |
      | its status | /status |
