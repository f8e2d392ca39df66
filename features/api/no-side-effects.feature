@needs-kubeApi
Feature: Beyond storing and telling the API server does nothing

  @API-5a
  Scenario Outline: A new <kind> is stored alone
    Given alice lists replicasets
    When alice creates:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: web}, spec: {<spec>, template: {metadata: {labels: {app: web}}, spec: {<pod>, containers: [{name: c, image: nginx}]}}}}
      """
    Then it is accepted with 201
    And nothing else changed

    Examples:
      | kind       | apiVersion | spec                                              | pod                  |
      | ReplicaSet | apps/v1    | replicas: 3, selector: {matchLabels: {app: web}}  | restartPolicy: Always |
      | Deployment | apps/v1    | replicas: 3, selector: {matchLabels: {app: web}}  | restartPolicy: Always |
      | Job        | batch/v1   | completions: 3                                    | restartPolicy: Never |

  @API-5b
  Scenario: A new Service is stored alone
    Given alice lists endpoints
    And alice lists endpointslices
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And nothing else changed
