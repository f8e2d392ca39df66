@needs-kubeApi
Feature: Evictions ask before they delete

  @API-15h
  Scenario: A Pod that no budget selects is deleted
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: others}, spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {kind: Status, apiVersion: v1, status: Success, code: 201}
      """
    And pod/web does not exist

  @API-15h
  Scenario: A Pod that its budget needs stays
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 1, disruptionsAllowed: 0}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is refused with 429 TooManyRequests
    And the answer is:
      """
      {details: {causes: [{reason: DisruptionBudget}]}}
      """
    And nothing else changed

  @API-15h
  Scenario: A Pod that its budget can do without is deleted
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
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: a}}
      """
    Then it is accepted with 201
    And pod/a does not exist
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {currentHealthy: 1, disruptionsAllowed: 0}}
      """

  @API-15o
  Scenario: An eviction whose Pod is not deleted in the end was taken from the budget all the same
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
      {status: {disruptedPods: !only {a: !any }, currentHealthy: 1, disruptionsAllowed: 0}}
      """
    And pod/a is:
      """
      {metadata: {deletionTimestamp: !absent }}
      """

  @API-15p
  Scenario Outline: A dry run of an eviction by <where> changes nothing
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
    When alice sends POST /api/v1/namespaces/home/pods/a/eviction<query>:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: a}<options>}
      """
    Then it is accepted with 201
    And nothing else changed

    Examples:
      | where | query       | options                          |
      | query | ?dryRun=All |                                  |
      | body  |             | , deleteOptions: {dryRun: [All]} |

  @API-15p
  Scenario: A dry run of an eviction is refused as the eviction would be
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 1, disruptionsAllowed: 0}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction?dryRun=All:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is refused with 429 TooManyRequests
    And the answer is:
      """
      {details: {causes: [{reason: DisruptionBudget}]}}
      """
    And nothing else changed

  @API-15q
  Scenario Outline: A Pod whose phase is <phase> goes whatever its budget says
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "<phase>", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, disruptionsAllowed: 0}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is accepted with 201
    And pod/web does not exist

    Examples:
      | phase     |
      | Pending   |
      | Succeeded |
      | Failed    |

  @API-15q
  Scenario: A Pod that is going already is evicted whatever its budget says
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 600, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And alice deletes pod/web
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 0, disruptionsAllowed: 0}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is accepted with 201

  @API-15r
  Scenario: A Pod that two budgets select is not evicted
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: also}, spec: {minAvailable: 1, selector: {}}}
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
    And poddisruptionbudget/also is within 10s:
      """
      {status: {observedGeneration: 1, currentHealthy: 2, disruptionsAllowed: 1}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/a/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: a}}
      """
    Then it is refused with 500
    And nothing else changed

  @API-15s
  Scenario: A budget whose Pods nobody could count allows nothing
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}, ownerReferences: [{apiVersion: example.com/v1, kind: Fleet, name: f, uid: f, controller: true}]}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {metadata: {generation: 1}, status: {observedGeneration: !absent , conditions: [{reason: SyncFailed}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is refused with 429 TooManyRequests
    And the answer's headers are:
      """
      {retry-after: "10"}
      """
    And the answer is:
      """
      {details: {causes: [{reason: DisruptionBudget}]}}
      """
    And nothing else changed

  @API-15t
  Scenario Outline: A Pod that is not ready <goes> where <ready> is ready, <spec> and the policy is <policy>
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: sick, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: well, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: keep}, spec: {<spec>, unhealthyPodEvictionPolicy: <policy>, selector: {matchLabels: {app: web}}}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/sick/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "False"}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/well/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "<ready>"}]}}
      """
    And poddisruptionbudget/keep is within 10s:
      """
      {status: {observedGeneration: 1, expectedPods: 2, currentHealthy: <healthy>, disruptionsAllowed: 0}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/sick/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: sick}}
      """
    Then it is <outcome>
    And poddisruptionbudget/keep is:
      """
      {status: {currentHealthy: <healthy>, disruptionsAllowed: 0, disruptedPods: !absent }}
      """

    Examples:
      | goes  | policy          | spec            | ready | healthy | outcome                          |
      | goes  | AlwaysAllow     | minAvailable: 2 | True  | 1       | accepted with 201                |
      | goes  | IfHealthyBudget | minAvailable: 1 | True  | 1       | accepted with 201                |
      | stays | IfHealthyBudget | minAvailable: 2 | True  | 1       | refused with 429 TooManyRequests |
      | stays | IfHealthyBudget | minAvailable: 0 | False | 0       | refused with 429 TooManyRequests |

  @API-15u
  Scenario: The grace of an eviction is that of the deletion
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}, deleteOptions: {gracePeriodSeconds: 45}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      {metadata: {deletionTimestamp: !any , deletionGracePeriodSeconds: 45}}
      """

  @API-15u
  Scenario Outline: An eviction of another <what> is a conflict
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}, deleteOptions: {preconditions: {<what>: "1"}}}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

    Examples:
      | what            |
      | uid             |
      | resourceVersion |

  @API-15v
  Scenario Outline: An eviction whose metadata is <metadata> is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: <metadata>}
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | metadata                            |
      | {name: other}                       |
      | {}                                  |
      | {name: web, namespace: kube-system} |

  @API-15w
  Scenario: A Pod that is evicted says so while it goes
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, terminationGracePeriodSeconds: 600, containers: [{name: c, image: nginx}]}}
      """
    And alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/eviction:
      """
      {apiVersion: policy/v1, kind: Eviction, metadata: {name: web}}
      """
    Then it is accepted with 201
    And pod/web is:
      """
      {metadata: {deletionTimestamp: !any }, status: {conditions: !contains [{type: DisruptionTarget, status: "True", reason: EvictionByEvictionAPI}]}}
      """
