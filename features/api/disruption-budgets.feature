@needs-kubeApi
Feature: Budgets count their Pods

  @CTRL-23a @CTRL-23b
  Scenario Outline: A budget of which <min> of two ready Pods have to stay allows <allowed>
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: sick, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: other, labels: {app: db}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/b/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/other/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice creates:
      """
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: <min>, selector: {matchLabels: {app: web}}}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, expectedPods: 3, currentHealthy: 2, desiredHealthy: <min>, disruptionsAllowed: <allowed>, conditions: [{type: DisruptionAllowed, status: "<status>", reason: <reason>, observedGeneration: 1}]}}
      """

    Examples:
      | min | allowed | status | reason           |
      | 1   | 1       | True   | SufficientPods   |
      | 2   | 0       | False  | InsufficientPods |
      | 5   | 0       | False  | InsufficientPods |

  @CTRL-23a
  Scenario: A budget follows what becomes of its Pods
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/b/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {currentHealthy: 2, disruptionsAllowed: 1}}
      """
    When alice deletes pod/a
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {expectedPods: 1, currentHealthy: 1, disruptionsAllowed: 0}}
      """

  @CTRL-23a
  Scenario: A budget that was changed is counted anew
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 1, disruptionsAllowed: 0}}
      """
    When alice patches poddisruptionbudget/keep by merge:
      """
      {spec: {minAvailable: 0}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {metadata: {generation: 2}, status: {observedGeneration: 2, desiredHealthy: 0, disruptionsAllowed: 1}}
      """

  @CTRL-23c
  Scenario Outline: Of seven Pods that are wanted <spec> leaves <desired>
    Given alice creates:
      """
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: rs}, spec: {replicas: 7, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    And the answer is remembered as rs
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: rs, uid: $rs.metadata.uid, controller: true}]}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: rs, uid: $rs.metadata.uid, controller: true}]}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: lone, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice creates:
      """
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {<spec>, selector: {matchLabels: {app: web}}}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, expectedPods: 7, desiredHealthy: <desired>}}
      """

    Examples:
      | spec                 | desired |
      | maxUnavailable: 30%  | 4       |
      | maxUnavailable: 2    | 5       |
      | maxUnavailable: 100% | 0       |
      | minAvailable: 50%    | 4       |

  @CTRL-23d
  Scenario Outline: The Pods that a <kind> wants are counted
    Given alice creates:
      """
      {apiVersion: <version>, kind: <kind>, metadata: {name: owner}, spec: {replicas: 3, selector: <selector>, <more>template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    And the answer is remembered as owner
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}, ownerReferences: [{apiVersion: <version>, kind: <kind>, name: owner, uid: $owner.metadata.uid, controller: true}]}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice creates:
      """
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, expectedPods: 3, desiredHealthy: 2}}
      """

    Examples:
      | kind                  | version | selector                  | more               |
      | ReplicationController | v1      | {app: web}                |                    |
      | ReplicaSet            | apps/v1 | {matchLabels: {app: web}} |                    |
      | StatefulSet           | apps/v1 | {matchLabels: {app: web}} | serviceName: web,  |

  @CTRL-23d
  Scenario: Where a Deployment owns the ReplicaSet, the Pods that it wants are counted
    Given alice creates:
      """
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    And the answer is remembered as owner
    And alice creates:
      """
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: rs, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: $owner.metadata.uid, controller: true}]}, spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    And the answer is remembered as rs
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: rs, uid: $rs.metadata.uid, controller: true}]}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice creates:
      """
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, expectedPods: 5, desiredHealthy: 4}}
      """

  @CTRL-23e
  Scenario Outline: A share of Pods of <whom> allows nothing
    Given alice creates:
      """
      {apiVersion: batch/v1, kind: Job, metadata: {name: job}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}
      """
    And the answer is remembered as job
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}, ownerReferences: [{<owner>, controller: true}]}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice creates:
      """
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {disruptionsAllowed: 0, conditions: [{type: DisruptionAllowed, status: "False", reason: SyncFailed}]}}
      """

    Examples:
      | whom            | owner                                                              |
      | a Job           | apiVersion: batch/v1, kind: Job, name: job, uid: $job.metadata.uid |
      | an unknown kind | apiVersion: example.com/v1, kind: Fleet, name: f, uid: f           |

  @CTRL-23f
  Scenario Outline: A budget with <selector> counts <number> Pods
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: db}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: c, namespace: dev, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice creates:
      """
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1<selector>}}
      """
    Then poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, expectedPods: <number>}}
      """

    Examples:
      | selector                                                                    | number |
      | , selector: {}                                                              | 2      |
      |                                                                             | 0      |
      | , selector: {matchExpressions: [{key: app, operator: NotIn, values: [db]}]} | 1      |

  @CTRL-23g
  Scenario: A Pod whose eviction was granted is not healthy any more
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/b/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 2, disruptionsAllowed: 1}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/a/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: a}, deleteOptions: {preconditions: {uid: another}}}
      """
    Then it is refused with 409 Conflict
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {expectedPods: 2, currentHealthy: 1, disruptionsAllowed: 0, disruptedPods: !only {a: !any }}}
      """

  @CTRL-23g
  Scenario: A Pod whose eviction was granted long ago is healthy again
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/b/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 2, disruptionsAllowed: 1}}
      """
    When alice sends PATCH /apis/policy/v1/namespaces/home/poddisruptionbudgets/keep/status:
      """application/merge-patch+json
      {"status": {"currentHealthy": 1, "disruptionsAllowed": 0, "disruptedPods": {"a": "2020-01-01T00:00:00Z", "nobody": "2020-01-01T00:00:00Z"}}}
      """
    Then it is accepted with 200
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {currentHealthy: 2, disruptionsAllowed: 1, disruptedPods: !absent }}
      """

  @CTRL-23h
  Scenario: A Pod that was to be disrupted long ago is not to be any more
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    When alice sends PATCH /api/v1/namespaces/home/pods/a/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI", "lastTransitionTime": "2020-01-01T00:00:00Z"}]}}
      """
    Then it is accepted with 200
    And pod/a is within 10s:
      """
      {status: {conditions: !contains [{type: DisruptionTarget, status: "False"}]}}
      """
