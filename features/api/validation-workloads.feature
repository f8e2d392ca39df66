@needs-kubeApi
Feature: Every part of a workload is looked at

  @API-17r
  Scenario Outline: <what> is refused in a Job
    When alice creates:
      """
      <object>
      """
    Then it is refused with 422 Invalid for:
      | field   | reason   |
      | <field> | <reason> |
    And nothing else changed

    Examples:
      | what | field | reason | object |
      | An indexed Job without completions | spec.completions | FieldValueRequired | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {completionMode: Indexed, parallelism: 2, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | A limit by index of a plain Job | spec.backoffLimitPerIndex | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {backoffLimitPerIndex: 1, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | More failed indexes than there are | spec.maxFailedIndexes | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {completionMode: Indexed, completions: 2, backoffLimitPerIndex: 1, maxFailedIndexes: 3, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | A failure policy without an action | spec.podFailurePolicy.rules[0].action | FieldValueRequired | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {podFailurePolicy: {rules: [{onExitCodes: {operator: In, values: [1]}}]}, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | An exit code twice | spec.podFailurePolicy.rules[0].onExitCodes.values[1] | FieldValueDuplicate | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1, 1]}}]}, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | An exit code of nobody | spec.podFailurePolicy.rules[0].onExitCodes.containerName | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: x, operator: In, values: [1]}}]}, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | A failure policy of restarted containers | spec.template.spec.restartPolicy | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1]}}]}, template: {spec: {restartPolicy: OnFailure, containers: [{name: c, image: nginx}]}}}} |
      | A success policy of a plain Job | spec.successPolicy | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {successPolicy: {rules: [{succeededCount: 1}]}, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | A manager without a domain | spec.managedBy | FieldValueInvalid | {apiVersion: batch/v1, kind: Job, metadata: {name: web}, spec: {managedBy: me, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}} |
      | A selector in a template of Jobs | spec.jobTemplate.spec.manualSelector | FieldValueNotSupported | {apiVersion: batch/v1, kind: CronJob, metadata: {name: web}, spec: {schedule: '* * * * *', jobTemplate: {spec: {manualSelector: true, template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}}} |
      | A time zone in a schedule | spec.schedule | FieldValueInvalid | {apiVersion: batch/v1, kind: CronJob, metadata: {name: web}, spec: {schedule: 'TZ=UTC * * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}}} |
      | A time zone | spec.timeZone | FieldValueInvalid | {apiVersion: batch/v1, kind: CronJob, metadata: {name: web}, spec: {schedule: '* * * * *', timeZone: Moon/Base, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}}} |

  @API-17s
  Scenario Outline: A status with <what> is refused
    Given these objects:
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web}
      spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}
      """
    When alice sends PATCH /apis/apps/v1/namespaces/home/replicasets/web/status:
      """application/merge-patch+json
      {"status": <status>}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason            |
      | <field> | FieldValueInvalid |
    And nothing else changed

    Examples:
      | what                          | field                    | status                                                     |
      | a negative count              | status.observedGeneration | {"observedGeneration": -7}                                |
      | more ready than there are     | status.readyReplicas     | {"replicas": 1, "readyReplicas": 2}                        |
      | more available than are ready | status.availableReplicas | {"replicas": 2, "readyReplicas": 1, "availableReplicas": 2} |
