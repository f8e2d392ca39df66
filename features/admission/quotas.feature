@needs-kubeApi
Feature: A quota bounds what a namespace uses

  @ADM-10 @ADM-10a
  Scenario: What would exceed a quota is refused, and the refusal says by how much
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {requests.cpu: "1", pods: "5"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {requests.cpu: "0", pods: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: first}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: 0.6}}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: second}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: 401m}}}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "second" is forbidden: exceeded quota: small, requested: requests.cpu=401m, used: requests.cpu=600m, limited: requests.cpu=1', details: {name: second, kind: pods}}
      """
    And pod/second does not exist
    And nothing else changed

  @ADM-10
  Scenario: What exactly fills a quota is accepted
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    Then it is accepted with 201

  @ADM-10
  Scenario: A quota of one namespace is no concern of another
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none, namespace: dev}, spec: {hard: {pods: "0"}}}
      """
    And resourcequota/none in dev is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-10b
  Scenario: Every quota of the namespace must have room
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: wide}, spec: {hard: {secrets: "5"}}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: narrow}, spec: {hard: {count/secrets: "0"}}}
      """
    And resourcequota/wide is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    And resourcequota/narrow is within 10s:
      """
      {status: {used: {count/secrets: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'secrets "key" is forbidden: exceeded quota: narrow, requested: count/secrets=1, used: count/secrets=0, limited: count/secrets=0'}
      """
    And nothing else changed

  @ADM-10c
  Scenario: Every container must say what a quota counts of cpu and memory
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {limits.memory: 1Gi, requests.cpu: "1"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {requests.cpu: "0"}}}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
          - {name: good, image: nginx, resources: {requests: {cpu: 100m}, limits: {memory: 1Mi}}}
          - {name: vague, image: nginx, resources: {requests: {cpu: 100m}}}
          - {name: silent, image: nginx}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'pods "web" is forbidden: failed quota: small: must specify limits.memory for: silent,vague; requests.cpu for: silent'}
      """
    And nothing else changed

  @ADM-10c
  Scenario Outline: Nothing need be said of <what>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {<what>: "4"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {<what>: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201

    Examples:
      | what                       |
      | requests.ephemeral-storage |
      | requests.hugepages-2Mi     |
      | requests.example.com/gpu   |
      | pods                       |

  @ADM-10d @ADM-4
  Scenario: What a pod counts is what its containers need at most at one time
    Given these objects:
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: small}
      spec:
        hard: {cpu: "10", requests.cpu: "10", limits.cpu: "10", requests.memory: 10Gi, requests.ephemeral-storage: 10G, requests.example.com/gpu: "4", pods: "4"}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        initContainers:
          - {name: sidecar, image: nginx, restartPolicy: Always, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m}}}
          - {name: init, image: nginx, resources: {requests: {cpu: 900m, memory: 64Mi}, limits: {cpu: "1"}}}
        containers:
          - {name: a, image: nginx, resources: {requests: {cpu: 0.25, memory: 1Gi, ephemeral-storage: 1G}, limits: {cpu: "1", example.com/gpu: 1}}}
          - {name: b, image: nginx, resources: {requests: {cpu: 250m, memory: 0.5Gi}, limits: {cpu: 500m, example.com/gpu: 1}}}
      """
    Then it is accepted with 201
    And resourcequota/small is:
      """
      {status: {used: {cpu: "1", requests.cpu: "1", limits.cpu: 1700m, requests.memory: 1600Mi, requests.ephemeral-storage: 1G, requests.example.com/gpu: "2", pods: "1"}}}
      """

  @ADM-4
  Scenario: What a request uses stands in the quota's status when the request is answered
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "5"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: !any }}}
      """
    And the answer is remembered as before
    And alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: first}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: second}}
      """
    Then it is accepted with 201
    And resourcequota/small is:
      """
      {metadata: {resourceVersion: !later-than "$before.metadata.resourceVersion" }, status: {hard: {secrets: "5"}, used: {secrets: "2"}}}
      """

  @ADM-10e
  Scenario Outline: Objects of any kind can be counted, such as <counted>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {<counted>: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {<counted>: "<present>"}}}
      """
    When alice creates:
      """
      <object>
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: !matches '.*exceeded quota: none, requested: <counted>=1, used: <counted>=<present>, limited: <counted>=0' }
      """
    And nothing else changed

    Examples:
      | counted                       | present | object                                                                                                                                                  |
      | count/pods                    | 0       | {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}                                                        |
      | count/leases.coordination.k8s.io | 0    | {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: leader}}                                                                             |
      | count/deployments.apps        | 0       | {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | count/jobs.batch              | 0       | {apiVersion: batch/v1, kind: Job, metadata: {name: once}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}       |
      | secrets                       | 0       | {apiVersion: v1, kind: Secret, metadata: {name: key}}                                                                                                   |
      | replicationcontrollers        | 0       | {apiVersion: v1, kind: ReplicationController, metadata: {name: web}, spec: {selector: {a: b}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}} |
      | resourcequotas                | 1       | {apiVersion: v1, kind: ResourceQuota, metadata: {name: other}, spec: {hard: {pods: "1"}}}                                                               |
      | services                      | 0       | {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}                                                                     |
      | persistentvolumeclaims        | 0       | {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}       |

  @ADM-10e
  Scenario: Events are never counted
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {count/events: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {hard: {count/events: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Event, metadata: {name: seen, namespace: home}, involvedObject: {kind: Pod, name: web, namespace: home}}
      """
    Then it is accepted with 201

  @ADM-10f
  Scenario Outline: A service counts the node ports and load balancers it asks for: <service>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {services: "5", services.nodeports: "5", services.loadbalancers: "5"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {services: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a, port: 80}, {name: b, port: 81}], <service>}}
      """
    Then it is accepted with 201
    And resourcequota/small is:
      """
      {status: {used: {services: "1", services.nodeports: "<ports>", services.loadbalancers: "<balancers>"}}}
      """

    Examples:
      | service                                                  | ports | balancers |
      | type: ClusterIP                                          | 0     | 0         |
      | type: NodePort                                           | 2     | 0         |
      | type: LoadBalancer                                       | 2     | 1         |
      | type: LoadBalancer, allocateLoadBalancerNodePorts: false | 0     | 1         |

  @ADM-10h
  Scenario: A service that becomes more is refused where the quota has no room for it
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {services.nodeports: "1"}}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a, port: 80}, {name: b, port: 81}]}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {services.nodeports: "0"}}}
      """
    When alice patches service/web by merge:
      """
      {spec: {type: NodePort}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {message: 'services "web" is forbidden: exceeded quota: small, requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1'}
      """
    And nothing else changed

  @ADM-10h
  Scenario: An update is charged what it adds, and no more
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {services: "1", services.nodeports: "2"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {services: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{name: a, port: 80}]}}
      """
    When alice patches service/web by merge:
      """
      {spec: {ports: [{name: a, port: 80}, {name: b, port: 81}]}}
      """
    Then it is accepted with 200
    And resourcequota/small is:
      """
      {status: {used: {services: "1", services.nodeports: "2"}}}
      """

  @ADM-10h
  Scenario: What a full quota counts can still be changed where the change adds nothing
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {services: "0"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {services: "1"}}}
      """
    When alice patches service/web by merge:
      """
      {metadata: {labels: {colour: red}}}
      """
    Then it is accepted with 200

  @ADM-10h
  Scenario: A quota that is exceeded already refuses nothing that does not add to the excess
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: old}, spec: {type: NodePort, ports: [{port: 80}]}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {services: "5", services.nodeports: "0"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {services.nodeports: "1"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ClusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201

  @ADM-10g
  Scenario: Claims count the storage that they ask for, in all and by class
    Given these objects:
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: small}
      spec:
        hard: {requests.storage: 10Gi, persistentvolumeclaims: "5", gold.storageclass.storage.k8s.io/requests.storage: 3Gi, gold.storageclass.storage.k8s.io/persistentvolumeclaims: "5"}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {requests.storage: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: plain}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 4Gi}}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: fine, annotations: {volume.beta.kubernetes.io/storage-class: gold}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}
      """
    Then it is accepted with 201
    And resourcequota/small is:
      """
      {status: {used: {requests.storage: 6Gi, persistentvolumeclaims: "2", gold.storageclass.storage.k8s.io/requests.storage: 2Gi, gold.storageclass.storage.k8s.io/persistentvolumeclaims: "1"}}}
      """

  @ADM-10g
  Scenario: A storage class has a limit of its own
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {requests.storage: 10Gi, gold.storageclass.storage.k8s.io/requests.storage: 1Gi}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {requests.storage: "0"}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: fine, annotations: {volume.beta.kubernetes.io/storage-class: gold}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}
      """
    Then it is refused with 403 Forbidden
    And persistentvolumeclaim/fine does not exist
    And nothing else changed

  @ADM-10l
  Scenario: A dry run is held against the quota and charged to nobody
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {secrets: "9"}}}
      """
    And resourcequota/small is within 10s:
      """
      {status: {used: {secrets: !any }}}
      """
    When alice sends POST /api/v1/namespaces/home/secrets?dryRun=All:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And nothing else changed

  @ADM-10l
  Scenario: A dry run that would exceed a quota is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {secrets: "0"}}}
      """
    And resourcequota/none is within 10s:
      """
      {status: {used: {secrets: "0"}}}
      """
    When alice sends POST /api/v1/namespaces/home/secrets?dryRun=All:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: key}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-10t
  Scenario Outline: Amounts are added exactly: <first> and <second> are <sum>
    Given these objects:
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: wide}, spec: {hard: {requests.<resource>: <limit>, pods: "9"}}}
      """
    And resourcequota/wide is within 10s:
      """
      {status: {used: {pods: "0"}}}
      """
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: first}, spec: {containers: [{name: c, image: nginx, resources: {requests: {<resource>: <first>}}}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: second}, spec: {containers: [{name: c, image: nginx, resources: {requests: {<resource>: <second>}}}]}}
      """
    Then it is accepted with 201
    And resourcequota/wide is:
      """
      {status: {used: {requests.<resource>: "<sum>"}}}
      """

    Examples:
      | resource | first | second   | sum        | limit |
      | cpu      | 100m  | 0.1      | 200m       | 300m  |
      | cpu      | 0.5   | 1500m    | 2          | "2"   |
      | memory   | 1Gi   | 1G       | 2073741824 | 2Gi   |
      | memory   | 512Mi | 512Mi    | 1Gi        | 1Gi   |
      | memory   | 1k    | 24       | 1024       | 1024  |
      | memory   | "1e3" | "1e3"    | 2e3        | 2k    |
