@needs-kubeApi
Feature: What the kinds of the other groups are completed with

  @API-18t
  Scenario Outline: <what> is completed
    When alice creates:
      """
      <object>
      """
    Then it is accepted with 201
    And the answer is:
      """
      <answer>
      """

    Examples:
      | what | answer | object |
      | A policy for what comes in | {spec: {policyTypes: [Ingress]}} | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}}} |
      | A policy for what goes out | {spec: {policyTypes: [Ingress, Egress], egress: [{ports: [{port: 53, protocol: TCP}]}]}} | {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, egress: [{ports: [{port: 53}]}]}} |
      | A storage class | {reclaimPolicy: Delete, volumeBindingMode: Immediate} | {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: web}, provisioner: example.com/p} |
      | A driver | {spec: {attachRequired: true, podInfoOnMount: false, fsGroupPolicy: ReadWriteOnceWithFSType, volumeLifecycleModes: [Persistent]}} | {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: web}, spec: {}} |
      | A priority | {preemptionPolicy: PreemptLowerPriority} | {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: web}, value: 1} |
      | A binding | {roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: u}]} | {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: web}, roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: User, name: u}]} |
      | An autoscaler | {spec: {minReplicas: 1, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}} | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}} |
      | A scaling rule | {spec: {behavior: {scaleDown: {selectPolicy: Max, policies: [{type: Percent, value: 100, periodSeconds: 15}]}, scaleUp: {stabilizationWindowSeconds: 0, selectPolicy: Min}}}} | {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, behavior: {scaleUp: {selectPolicy: Min}}}} |

  @API-18u
  Scenario: The older version shows the target of the CPU as a field
    Given these objects:
      """
      {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 55}}}, {type: Pods, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: '10'}}}]}}
      """
    When alice sends GET /apis/autoscaling/v1/namespaces/home/horizontalpodautoscalers/web
    Then it is accepted with 200
    And the answer is:
      """
      {apiVersion: autoscaling/v1, metadata: {annotations: {autoscaling.alpha.kubernetes.io/metrics: !any }}, spec: {targetCPUUtilizationPercentage: 55, maxReplicas: 3, metrics: !absent }}
      """

  @API-18u
  Scenario: What is written back in the older version is the same
    Given these objects:
      """
      {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 55}}}, {type: Pods, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: '10'}}}]}}
      """
    When alice sends PATCH /apis/autoscaling/v1/namespaces/home/horizontalpodautoscalers/web:
      """application/merge-patch+json
      {"spec": {"maxReplicas": 5}}
      """
    Then it is accepted with 200
    And horizontalpodautoscaler/web is:
      """
      {metadata: {annotations: !absent }, spec: {maxReplicas: 5, metrics: !unordered [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 55}}}, {type: Pods, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: '10'}}}]}}
      """
