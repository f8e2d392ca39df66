@needs-kubeApi
Feature: The server says what it offers

  @API-3a
  Scenario: The core group has the version v1
    When alice sends GET /api
    Then it is accepted with 200
    And the answer is:
      """
      {kind: APIVersions, versions: [v1]}
      """

  @API-3b
  Scenario: The groups are listed with their versions
    When alice sends GET /apis
    Then it is accepted with 200
    And the answer is:
      """
      apiVersion: v1
      kind: APIGroupList
      groups: !contains
        - {name: apps, versions: !contains [{groupVersion: apps/v1, version: v1}], preferredVersion: {groupVersion: apps/v1, version: v1}}
        - {name: batch, preferredVersion: {groupVersion: batch/v1, version: v1}}
        - {name: networking.k8s.io, preferredVersion: {groupVersion: networking.k8s.io/v1, version: v1}}
        - {name: autoscaling, versions: !contains [{groupVersion: autoscaling/v2, version: v2}, {groupVersion: autoscaling/v1, version: v1}]}
      """

  @API-3b
  Scenario: One group can be asked for
    When alice sends GET /apis/apps
    Then it is accepted with 200
    And the answer is:
      """
      {apiVersion: v1, kind: APIGroup, name: apps, versions: [{groupVersion: apps/v1, version: v1}], preferredVersion: {groupVersion: apps/v1, version: v1}}
      """

  @API-3c
  Scenario: The core group says what can be done with its resources
    When alice sends GET /api/v1
    Then it is accepted with 200
    And the answer is:
      """
      kind: APIResourceList
      groupVersion: v1
      resources: !contains
        - {name: pods, singularName: pod, namespaced: true, kind: Pod, shortNames: [po], categories: [all], verbs: !unordered [create, delete, deletecollection, get, list, patch, update, watch]}
        - {name: services, singularName: service, namespaced: true, kind: Service, shortNames: [svc], verbs: !unordered [create, delete, deletecollection, get, list, patch, update, watch]}
        - {name: namespaces, singularName: namespace, namespaced: false, kind: Namespace, shortNames: [ns], verbs: !unordered [create, delete, get, list, patch, update, watch]}
        - {name: nodes, singularName: node, namespaced: false, kind: Node, shortNames: ["no"], verbs: !contains [create, list]}
        - {name: replicationcontrollers, shortNames: [rc]}
        - {name: configmaps, shortNames: [cm]}
      """

  @API-3c
  Scenario: A named group says what can be done with its resources
    When alice sends GET /apis/apps/v1
    Then it is accepted with 200
    And the answer is:
      """
      kind: APIResourceList
      apiVersion: v1
      groupVersion: apps/v1
      resources: !contains
        - {name: deployments, singularName: deployment, namespaced: true, kind: Deployment, shortNames: [deploy], verbs: !contains [create, watch]}
        - {name: replicasets, kind: ReplicaSet, shortNames: [rs]}
        - {name: daemonsets, kind: DaemonSet, shortNames: [ds]}
        - {name: statefulsets, kind: StatefulSet, shortNames: [sts]}
      """

  @API-3d
  Scenario: Subresources stand beside their resources
    When alice sends GET /api/v1
    Then it is accepted with 200
    And the answer is:
      """
      resources: !contains
        - {name: pods/status, kind: Pod, namespaced: true, verbs: !unordered [get, patch, update]}
        - {name: pods/binding, kind: Binding, verbs: [create]}
        - {name: pods/eviction, kind: Eviction, group: policy, version: v1, verbs: [create]}
        - {name: replicationcontrollers/scale, kind: Scale, group: autoscaling, version: v1, verbs: !unordered [get, patch, update]}
        - {name: namespaces/finalize, kind: Namespace, namespaced: false, verbs: [update]}
      """

  @API-3e
  Scenario Outline: <path> answers with everything at once
    When alice sends:
      """
      GET <path>
      Accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList
      """
    Then it is accepted with 200
    And the answer is:
      """
      apiVersion: apidiscovery.k8s.io/v2
      kind: APIGroupDiscoveryList
      items: !contains
        - metadata: <group>
          versions: !contains
            - {version: v1, resources: !contains [<resource>]}
      """

    Examples:
      | path  | group        | resource                                                                                                                      |
      | /api  | {}           | {resource: pods, responseKind: {kind: Pod}, scope: Namespaced, singularResource: pod, shortNames: [po], subresources: !contains [{subresource: status}]} |
      | /apis | {name: apps} | {resource: deployments, responseKind: {kind: Deployment}, scope: Namespaced, verbs: !contains [create, watch]}                |

  @API-3f
  Scenario: The version is said
    When alice sends GET /version
    Then it is accepted with 200
    And the answer is:
      """
      {major: "1", minor: !matches "\\d+\\+?", gitVersion: !matches "v1\\.\\d+\\..*"}
      """

  @API-3g
  Scenario Outline: A working server is well at <path>
    When alice sends GET <path>
    Then it is accepted with 200
    And the answer is:
      """
      ok
      """

    Examples:
      | path     |
      | /healthz |
      | /livez   |
      | /readyz  |

  @API-3h
  Scenario: The whole API is one document of OpenAPI 2
    When alice sends GET /openapi/v2
    Then it is accepted with 200
    And the answer is:
      """
      swagger: "2.0"
      info: {version: !any }
      definitions: {io.k8s.api.core.v1.Pod: {type: object, x-kubernetes-group-version-kind: [{group: "", version: v1, kind: Pod}]}}
      paths: {"/api/v1/namespaces/{namespace}/pods": {get: {x-kubernetes-action: list}}}
      """

  @API-3i
  Scenario: The documents of OpenAPI 3 are listed
    When alice sends GET /openapi/v3
    Then it is accepted with 200
    And the answer is:
      """
      paths: {api/v1: {serverRelativeURL: !matches "/openapi/v3/api/v1.*"}, apis/apps/v1: {serverRelativeURL: !matches "/openapi/v3/apis/apps/v1.*"}}
      """

  @API-3i
  Scenario: Each group version has a document of OpenAPI 3
    When alice sends GET /openapi/v3/apis/apps/v1
    Then it is accepted with 200
    And the answer is:
      """
      openapi: !matches "3\\..*"
      components: {schemas: {io.k8s.api.apps.v1.Deployment: {type: object, x-kubernetes-group-version-kind: [{group: apps, version: v1, kind: Deployment}]}}}
      paths: {"/apis/apps/v1/namespaces/{namespace}/deployments": {post: {x-kubernetes-action: post}}}
      """
