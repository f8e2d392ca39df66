@needs-kubeApi
Feature: What is scarce may need a quota

  Background: Storage of the class gold, and the highest priority, are limited
    Given the API server runs with:
      """
      admission-control-config-file:
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: ResourceQuota
            configuration:
              apiVersion: apiserver.config.k8s.io/v1
              kind: ResourceQuotaConfiguration
              limitedResources:
                - resource: persistentvolumeclaims
                  matchContains: [gold.storageclass.storage.k8s.io/requests.storage]
                - resource: pods
                  matchScopes: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]
      """

  @ADM-10p
  Scenario: What is limited is refused where no quota bounds it
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: fine, annotations: {volume.beta.kubernetes.io/storage-class: gold}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'persistentvolumeclaims "fine" is forbidden: insufficient quota to consume: gold.storageclass.storage.k8s.io/requests.storage'}
      """
    And nothing else changed

  @ADM-10p
  Scenario: What is limited is accepted where a quota bounds it
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: gold}, spec: {hard: {gold.storageclass.storage.k8s.io/requests.storage: 1Gi}}}
      """
    And resourcequota/gold is within 10s:
      """
      {status: {used: {gold.storageclass.storage.k8s.io/requests.storage: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: fine, annotations: {volume.beta.kubernetes.io/storage-class: gold}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
      """
    Then it is accepted with 201

  @ADM-10p
  Scenario: Pods of a limited scope are refused where no quota is about them
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: system-node-critical, containers: [{name: c, image: nginx}]}}
      """
    Then the answer is:
      """
      {kind: Status, status: Failure, message: !matches '.*insufficient quota to match these scopes: .*PriorityClass In .system-node-critical.*' }
      """
    And nothing else changed

  @ADM-10p
  Scenario: Pods of a limited scope are accepted where a quota is about them
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: critical}, spec: {hard: {pods: "1"}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]}}}
      """
    And resourcequota/critical is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: system-node-critical, containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-10p
  Scenario: What is not limited needs no quota
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priorityClassName: system-cluster-critical, containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
