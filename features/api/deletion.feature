@needs-kubeApi
Feature: What is deleted goes when nobody needs it any more

  @API-16a
  Scenario: A finalizer keeps an object
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a]}, data: {a: b}}
      """
    When alice deletes configmap/settings
    Then it is accepted with 200
    And the answer is:
      """
      {kind: ConfigMap, metadata: {name: settings, deletionTimestamp: !any }}
      """
    And configmap/settings is:
      """
      {metadata: {deletionTimestamp: !any , finalizers: [example.com/a]}, data: {a: b}}
      """
    And nothing else changed

  @API-16b
  Scenario: The object goes with its last finalizer
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a]}}
      """
    And alice deletes configmap/settings
    When bob patches configmap/settings by merge:
      """
      {metadata: {finalizers: null}}
      """
    Then it is accepted with 200
    And configmap/settings does not exist
    And nothing else changed

  @API-16b
  Scenario: One finalizer of two still keeps the object
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a, example.com/b]}}
      """
    And alice deletes configmap/settings
    When bob patches configmap/settings by merge:
      """
      {metadata: {finalizers: [example.com/b]}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {finalizers: [example.com/b], deletionTimestamp: !any }}
      """

  @API-16b
  Scenario: An object that nobody deletes stays without finalizers
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a]}}
      """
    When bob patches configmap/settings by merge:
      """
      {metadata: {finalizers: null}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {finalizers: !absent , deletionTimestamp: !absent }}
      """

  @API-16c
  Scenario: A terminating object takes no new finalizer
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, finalizers: [example.com/a]}}
      """
    And alice deletes secret/web
    When bob patches secret/web by merge:
      """
      {metadata: {finalizers: [example.com/a, example.com/b]}}
      """
    Then it is refused with 422 Invalid
    And the answer is:
      """
      {details: {causes: !contains [{field: metadata.finalizers, reason: FieldValueForbidden}]}}
      """
    And nothing else changed

  @API-16d
  Scenario: A create does not set the time of deletion
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, deletionTimestamp: "2031-01-01T00:00:00Z", deletionGracePeriodSeconds: 5}}
      """
    Then it is accepted with 201
    And configmap/settings is:
      """
      {metadata: {deletionTimestamp: !absent , deletionGracePeriodSeconds: !absent }}
      """

  @API-16d
  Scenario: A deletion is not taken back
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a]}}
      """
    And alice deletes configmap/settings
    And the answer is remembered as going
    When bob replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a]}, data: {a: b}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {deletionTimestamp: "$going.metadata.deletionTimestamp"}, data: {a: b}}
      """

  @API-16s
  Scenario Outline: A <method> that names a time of deletion is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends <method> /api/v1/namespaces/home/configmaps/settings:
      """<media type>
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "deletionTimestamp": "2031-01-01T00:00:00Z"}}
      """
    Then it is refused with 422 Invalid
    And the answer is:
      """
      {details: {causes: !contains [{field: metadata.deletionTimestamp, reason: FieldValueInvalid}]}}
      """
    And nothing else changed

    Examples:
      | method | media type                   |
      | PUT    | application/json             |
      | PATCH  | application/merge-patch+json |

  @API-16e
  Scenario: A second delete is as good as the first
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [example.com/a]}}
      """
    And alice deletes configmap/settings
    And the answer is remembered as going
    When bob deletes configmap/settings
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {deletionTimestamp: "$going.metadata.deletionTimestamp", resourceVersion: "$going.metadata.resourceVersion"}}
      """

  @API-16f
  Scenario: A finalizer without a domain is refused
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [mine]}}
      """
    Then it is refused with 422 Invalid for:
      | field                  | reason            |
      | metadata.finalizers[0] | FieldValueInvalid |
    And nothing else changed

  @API-16f
  Scenario Outline: Kubernetes' own finalizer <finalizer> is taken
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, finalizers: [<finalizer>]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {finalizers: [<finalizer>]}}
      """

    Examples:
      | finalizer          |
      | kubernetes         |
      | example.com/a      |

  @API-16g
  Scenario Outline: A Pod that asks for <asked> has <given> seconds of grace
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, <asked>, containers: [{name: c, image: nginx}]}}
      """
    When alice deletes pod/web
    Then it is accepted with 200
    And pod/web is:
      """
      {metadata: {deletionGracePeriodSeconds: <given>, deletionTimestamp: !any }}
      """
    And nothing else changed

    Examples:
      | asked                              | given |
      | restartPolicy: Always              | 30    |
      | terminationGracePeriodSeconds: 600 | 600   |

  @API-16g
  Scenario: The time of deletion is that of the request and the grace
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: patient}, spec: {nodeName: n1, terminationGracePeriodSeconds: 600, containers: [{name: c, image: nginx}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: hasty}, spec: {nodeName: n1, terminationGracePeriodSeconds: 300, containers: [{name: c, image: nginx}]}}
      """
    And alice deletes pod/patient
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: clock}}
      """
    And the answer is remembered as clock
    When alice deletes pod/hasty
    Then the answer is remembered as hasty
    And pod/hasty is:
      """
      {metadata: {deletionTimestamp: !later-than $clock.metadata.creationTimestamp}}
      """
    And pod/patient is:
      """
      {metadata: {deletionTimestamp: !later-than $hasty.metadata.deletionTimestamp}}
      """

  @API-16h
  Scenario: The request sets the grace
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, containers: [{name: c, image: nginx}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/pods/web:
      """
      {apiVersion: v1, kind: DeleteOptions, gracePeriodSeconds: 12}
      """
    Then it is accepted with 200
    And pod/web is:
      """
      {metadata: {deletionGracePeriodSeconds: 12}}
      """

  @API-16h
  Scenario: Without grace a Pod goes at once
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, containers: [{name: c, image: nginx}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/pods/web?gracePeriodSeconds=0
    Then it is accepted with 200
    And pod/web does not exist
    And nothing else changed

  @API-16r
  Scenario: Options in the body outdo those of the query
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, containers: [{name: c, image: nginx}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/pods/web?gracePeriodSeconds=5:
      """
      {apiVersion: v1, kind: DeleteOptions, gracePeriodSeconds: 12}
      """
    Then it is accepted with 200
    And pod/web is:
      """
      {metadata: {deletionGracePeriodSeconds: 12}}
      """

  @API-16r
  Scenario: A body without a dry run outdoes the dry run of the query
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings?dryRun=All:
      """
      {apiVersion: v1, kind: DeleteOptions, propagationPolicy: Background}
      """
    Then it is accepted with 200
    And configmap/settings does not exist
    And nothing else changed

  @API-16t
  Scenario Outline: A delete whose options hold <options> deletes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      {apiVersion: v1, kind: DeleteOptions, <options>}
      """
    Then the answer is:
      """
      {kind: Status, status: Failure, code: !within 400..500 }
      """
    And nothing else changed

    Examples:
      | options                    |
      | dryRun: All                |
      | gracePeriodSeconds: soon   |
      | gracePeriodSeconds: 1.5    |
      | preconditions: []          |
      | preconditions: {uid: 7}    |

  @API-16u
  Scenario: A limit deletes one page of a collection
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      """
    When alice sends DELETE /api/v1/namespaces/home/secrets?limit=2
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | a             |
      | b             |
    And the answer is:
      """
      {kind: SecretList, metadata: {continue: !matches .+ }}
      """
    And secret/a does not exist
    And there is 1 secrets
    And nothing else changed

  @API-16i
  Scenario Outline: A later grace of <asked> seconds leaves <given>
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {nodeName: n1, containers: [{name: c, image: nginx}]}}
      """
    And alice deletes pod/web
    When alice sends DELETE /api/v1/namespaces/home/pods/web?gracePeriodSeconds=<asked>
    Then it is accepted with 200
    And pod/web is:
      """
      {metadata: {deletionGracePeriodSeconds: <given>}}
      """

    Examples:
      | asked | given |
      | 10    | 10    |
      | 50    | 30    |

  @API-16j
  Scenario: A Pod that was never assigned goes at once
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    When alice deletes pod/web
    Then it is accepted with 200
    And pod/web does not exist
    And nothing else changed

  @API-16k
  Scenario: Dependents follow their owner in the background
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      """
    And the answer is remembered as owner
    And these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: dependent, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/owner?propagationPolicy=Background
    Then it is accepted with 200
    And configmap/owner does not exist
    And configmap/dependent is gone within 30s

  @API-16l
  Scenario: An owner waits in the foreground for a dependent that blocks it
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      """
    And the answer is remembered as owner
    And these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: dependent, finalizers: [example.com/a], ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid, blockOwnerDeletion: true}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/owner?propagationPolicy=Foreground
    Then it is accepted with 200
    And configmap/dependent is within 30s:
      """
      {metadata: {deletionTimestamp: !any }}
      """
    And configmap/owner is:
      """
      {metadata: {deletionTimestamp: !any , finalizers: [foregroundDeletion]}}
      """

  @API-16l
  Scenario: An owner goes in the foreground after its dependents
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      """
    And the answer is remembered as owner
    And these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: dependent, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid, blockOwnerDeletion: true}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/owner?propagationPolicy=Foreground
    Then it is accepted with 200
    And configmap/owner is gone within 30s
    And configmap/dependent does not exist

  @API-16m
  Scenario: Orphans stay and forget their owner
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}
      """
    And the answer is remembered as owner
    And these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: dependent, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: $owner.metadata.uid}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/owner?propagationPolicy=Orphan
    Then it is accepted with 200
    And configmap/owner is gone within 30s
    And configmap/dependent is:
      """
      {metadata: {ownerReferences: !absent , deletionTimestamp: !absent }}
      """

  @API-16n
  Scenario: A dependent stays with the owner that it has left
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: staying}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: going}}
      """
    And alice lists configmaps labelled !example.com/root
    And the answer is remembered as owners
    And these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: dependent, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: going, uid: $owners.items.0.metadata.uid}, {apiVersion: v1, kind: ConfigMap, name: staying, uid: $owners.items.1.metadata.uid}]}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: other, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: going, uid: $owners.items.0.metadata.uid}]}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/going?propagationPolicy=Background
    Then configmap/other is gone within 30s
    And configmap/dependent is within 10s:
      """
      {metadata: {deletionTimestamp: !absent , ownerReferences: [{name: staying}]}}
      """

  @API-16o
  Scenario: A propagation that does not exist is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings?propagationPolicy=Sideways
    Then it is refused with 422 Invalid for:
      | field             | reason                 |
      | propagationPolicy | FieldValueNotSupported |
    And nothing else changed

  @API-16p
  Scenario: A namespace takes everything with it
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev}}
      """
    When alice deletes namespace/dev
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {deletionTimestamp: !any }, status: {phase: Terminating}}
      """
    And namespace/dev is gone within 60s
    And configmap/settings in dev does not exist

  @API-16p
  Scenario: A namespace waits for what cannot go
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev, finalizers: [example.com/a]}}
      """
    When alice deletes namespace/dev
    Then configmap/settings in dev is within 30s:
      """
      {metadata: {deletionTimestamp: !any }}
      """
    And namespace/dev is:
      """
      {status: {phase: Terminating}}
      """

  @API-16q
  Scenario: A namespace that goes takes nothing new
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev, finalizers: [example.com/a]}}
      """
    And alice deletes namespace/dev
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: late, namespace: dev}}
      """
    Then it is refused with 403 Forbidden
    And configmap/late in dev does not exist
