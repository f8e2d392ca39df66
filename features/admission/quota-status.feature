@needs-kubeApi
Feature: The status of a quota tells what is used

  @ADM-10m
  Scenario: A new quota counts what is there already
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: 100m}}}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: vague}, spec: {containers: [{name: c, image: nginx}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: late}, spec: {hard: {secrets: "0", pods: "5", requests.cpu: "1", limits.cpu: "1", resourcequotas: "1"}}}
      """
    Then resourcequota/late is within 10s:
      """
      {status: {hard: !only {secrets: "0", pods: "5", requests.cpu: "1", limits.cpu: "1", resourcequotas: "1"}, used: !only {secrets: "1", pods: "2", requests.cpu: 100m, limits.cpu: "0", resourcequotas: "1"}}}
      """

  @ADM-10n
  Scenario: A changed limit is enforced once it stands in the status
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "0"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {hard: {secrets: "0"}}}
      """
    And alice patches resourcequota/small by merge:
      """
      {spec: {hard: {secrets: "1", configmaps: "7"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {hard: {secrets: "1", configmaps: "7"}, used: {secrets: "0", configmaps: !any }}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      """
    Then it is accepted with 201

  @ADM-10n
  Scenario: A limit below what is used takes nothing away
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "5"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {hard: {secrets: "5"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      """
    When alice patches resourcequota/small by merge:
      """
      {spec: {hard: {secrets: "0"}}}
      """
    Then resourcequota/small is within 10s:
      """
      {status: {hard: {secrets: "0"}, used: {secrets: "1"}}}
      """
    And secret/key is:
      """
      {metadata: {deletionTimestamp: !absent }}
      """

  @ADM-10i
  Scenario: A deletion is never refused for a quota
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {secrets: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {secrets: "1"}}}
      """
    When alice deletes secret/key
    Then it is accepted with 200
    And resourcequota/none is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """

  @ADM-10i
  Scenario: What a deletion gives back can be used again
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: first}}
      """
    And alice deletes secret/first
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: second}}
      """
    Then it is accepted with 201

  @ADM-10o
  Scenario: A pod that has come to its end needs nothing any more, but is still counted as an object
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {pods: "5", count/pods: "5", requests.cpu: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: once}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: 100m}}}]}}
      """
    When alice sends PATCH /api/v1/namespaces/home/pods/once/status:
      """application/merge-patch+json
      {"status": {"phase": "Succeeded"}}
      """
    Then it is accepted with 200
    And resourcequota/small is within 10s:
      """
      {status: {used: {pods: "0", count/pods: "1", requests.cpu: "0"}}}
      """

  @ADM-10i
  Scenario: A service that becomes less gives back what it no longer asks for
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {services: "1", services.nodeports: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {services.nodeports: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    When alice patches service/web by merge:
      """
      {spec: {type: ClusterIP}}
      """
    Then it is accepted with 200
    And resourcequota/small is within 10s:
      """
      {status: {used: {services: "1", services.nodeports: "0"}}}
      """

  @ADM-10q
  Scenario: What was charged for a request that failed is given back with the next deletion
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "5"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    And these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: other}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      """
    Then it is refused with 409 AlreadyExists
    And alice deletes secret/other
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: "1"}}}
      """

  @ADM-10s @needs-otherKubeApi
  Scenario: A quota binds through every API server
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    And alice at the other API server creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: first}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: second}}
      """
    Then it is refused with 403 Forbidden
    And secret/second does not exist
