@needs-kubeApi
Feature: Replacing an object that may have changed

  @LOCK-2a
  Scenario: A replace with a stale resource version is refused and changes nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When alice replaces configmap/settings by:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, resourceVersion: "$first.metadata.resourceVersion"}
      data: {colour: blue}
      """
    Then it is refused with 409 Conflict
    And configmap/settings is:
      """
      data: {colour: green}
      """
    And nothing else changed

  @LOCK-2a
  Scenario: A refusal for a stale resource version names the object
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When alice replaces configmap/settings by:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, resourceVersion: "$first.metadata.resourceVersion"}
      """
    Then the answer is:
      """
      {kind: Status, reason: Conflict, code: 409, details: {name: settings, kind: configmaps}}
      """

  @LOCK-2b
  Scenario: A replace with the resource version of a fresh read is accepted
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And alice gets configmap/settings
    And the answer is remembered as fresh
    When alice replaces configmap/settings by:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, resourceVersion: "$fresh.metadata.resourceVersion"}
      data: {colour: blue}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      metadata: {resourceVersion: !later-than "$fresh.metadata.resourceVersion"}
      data: !only {colour: blue}
      """

  @LOCK-2b
  Scenario: A replace with a fresh resource version is accepted after one with a stale one was refused
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as fresh
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, resourceVersion: "$first.metadata.resourceVersion"}, data: {colour: blue}}
      """
    And alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, resourceVersion: "$fresh.metadata.resourceVersion"}, data: {colour: blue}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      data: !only {colour: blue}
      """

  @LOCK-2c
  Scenario: A replace that names the uid of another object is refused and changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice replaces configmap/settings by:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, uid: 00000000-0000-4000-8000-000000000000}
      data: {colour: blue}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @LOCK-2d
  Scenario: A replace of the status with a stale resource version is refused and changes nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: main, image: nginx}]}}
      """
    And the answer is remembered as first
    And bob patches pod/web by merge:
      """
      {metadata: {labels: {app: web}}}
      """
    When alice sends PUT /api/v1/namespaces/home/pods/web/status:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, resourceVersion: "$first.metadata.resourceVersion"}
      spec: {containers: [{name: main, image: nginx}]}
      status: {phase: Running}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @LOCK-2e
  Scenario: A replace of the scale with a stale resource version is refused and changes nothing
    Given these objects:
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 1
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: nginx}]}}
      """
    And alice gets deployment/web
    And the answer is remembered as first
    And bob patches deployment/web by merge:
      """
      {metadata: {labels: {app: web}}}
      """
    When alice sends PUT /apis/apps/v1/namespaces/home/deployments/web/scale:
      """
      apiVersion: autoscaling/v1
      kind: Scale
      metadata: {name: web, namespace: home, resourceVersion: "$first.metadata.resourceVersion"}
      spec: {replicas: 5}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @LOCK-2f
  Scenario: A replace with the resource version of a deleted namesake is refused and changes nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And bob deletes configmap/settings
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: green}}
      """
    When alice replaces configmap/settings by:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, resourceVersion: "$first.metadata.resourceVersion"}
      data: {colour: blue}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @LOCK-2g
  Scenario: A replace with a resource version that is no number is refused and changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, resourceVersion: yesterday}, data: {colour: blue}}
      """
    Then the answer is:
      """
      {kind: Status, status: Failure}
      """
    And nothing else changed
