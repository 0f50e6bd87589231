"""What is checked against what: resource classes and the modules' resource types, beside the services they tag."""

from __future__ import annotations

SERVICES = {
    "ecs-task": "ecs",
    "s3-object": "s3 ec2.S3ObjectTagList transfer.S3Tags",
    "route53": "route53",
    "glue-schema": "glue.TagsMap glue.IntegrationTagsList",
    "ssm-automation": "ssm",
    "service-catalog": "servicecatalog",
    "datazone": "datazone",
    "workspaces-instance": "workspaces-instances",
    "sagemaker-project": "sagemaker",
    "sagemaker-studio": "sagemaker",
    "ec2": "ec2",
    "codebuild": "codebuild",
    "ebs": "ebs",
    "workspaces": "workspaces",
    "ecr-repository": "ecr ecr-public",
    "eks-addon": "eks",
    "eks-fargate-profile": "eks",
    "kinesis-stream": "kinesis",
    "network-firewall": "network-firewall",
    "rds": "rds",
    "rds-proxy": "rds",
    "docdb": "docdb",
    "neptune": "neptune",
    "dms": "dms",
    "redshift-cluster": "redshift",
    "dynamodb": "dynamodb dax",
    "scheduler-group": "scheduler",
    "cloudformation-stack": "cloudformation",
    "step-functions": "stepfunctions",
    "mwaa": "mwaa",
    "keyspaces": "keyspaces",
    "quicksight": "quicksight",
    "clean-rooms": "cleanrooms cleanroomsml",
    "emr-containers": "emr-containers",
    "emr-serverless": "emr-serverless",
    "bedrock": "bedrock bedrock-agent bedrock-agent-runtime bedrock-agentcore bedrock-agentcore-control "
    "bedrock-data-automation bedrock-data-automation-runtime bedrock-runtime",
    "dsql": "dsql",
    "elasticache": "elasticache",
    "memorydb": "memorydb",
    "datasync": "datasync",
    "plain-keys": "amplify customer-profiles detective dlm.TagMap docdb-elastic guardduty medical-imaging "
    "neptune-graph rum synthetics",
    "appflow": "appflow",
}
"""By resource class of AWS: services, or single tag shapes of one. `resource` and `portable` are for them all."""

MODULES = {
    "aws_budgets_budget": "budgets",
    "aws_cloudwatch_event_rule": "events",
    "aws_cloudwatch_log_group": "logs",
    "aws_ecs_cluster": "ecs",
    "aws_ecs_task_definition": "ecs",
    "aws_iam_policy": "iam",
    "aws_iam_role": "iam",
    "aws_kms_key": "kms",
    "aws_s3_bucket": "s3 s3control",
    "aws_security_group": "ec2",
    "aws_sns_topic": "sns",
    "azurerm_container_app_environment": "resource",
    "azurerm_container_app_job": "resource",
    "azurerm_log_analytics_workspace": "resource",
    "azurerm_monitor_action_group": "resource",
    "azurerm_monitor_metric_alert": "resource",
    "azurerm_user_assigned_identity": "resource",
    "google_cloud_run_v2_job": "cloud-run",
    "google_monitoring_alert_policy": "resource",
    "google_monitoring_notification_channel": "resource",
    "google_storage_bucket": "resource",
    "kubernetes_cron_job_v1": "resource",
    "kubernetes_namespace_v1": "resource",
    "kubernetes_network_policy_v1": "resource",
    "kubernetes_role_binding_v1": "resource",
    "kubernetes_role_v1": "resource",
    "kubernetes_service_account_v1": "resource",
}
"""By resource type that a module or an example tags: AWS's services, or elsewhere the class whose rules it has."""

NARROWER = {
    "10 tags": "datapipeline.tagList route53.TagList transfer.S3Tags",
    "20 tags": "wellarchitected.ContextContentResourceTagsList",
    "3 tags": "cloudwatchomni.ResourceScopeTagMap",
    "4 tags": "connect.AllowedAccessControlTags",
    "40 tags": "lambda.PropagateTagsExplicitTagsMap",
    "45 tags": "dlm.TagsToAddList dlm.VariableTagsList",
    "key: 127; value: 255": "codebuild.TagList ebs.Tags workspaces.TagList",
    "key: @; value: @": "dms.TagList docdb.TagList neptune.TagList",
    "key: line separator": (
        "m2.TagMap migration-hub-refactor-spaces.TagMap notifications.TagMap notificationscontacts.TagMap"
    ),
    "key: line separator, _… at the start; value: empty": "iot.InfluxDBTagMap",
    "key: line separator; value: line separator": (
        "apprunner.TagList codeconnections.TagList codestar-connections.TagList cur.TagList endusermessaging.TagList "
        "endusermessaging.TagResourceInputTagsList mwaa-serverless.Tags network-firewall.TagList opensearch.TagList "
        "osis.TagList partnercentral-selling.TagList pi.TagList pinpoint-sms-voice-v2.NonEmptyTagList "
        "pinpoint-sms-voice-v2.TagList"
    ),
    "key: non-ASCII": "imagebuilder.TagMap",
    "key: non-ASCII, ., :, /, =, +, @, 100; value: 100": "migrationhuborchestrator.StringMap",
    "key: non-ASCII, .; value: non-ASCII, .": "bcm-pricing-calculator.Tags",
    "key: non-ASCII, 100; value: empty, non-ASCII; 5 tags": "meteringmarketplace.TagList",
    "key: non-ASCII, @; value: empty, non-ASCII": "datasync.InputTagList",
    "key: non-ASCII, @; value: non-ASCII": "appsync.TagMap",
    "key: non-ASCII, space": "rtbfabric.TagsMap",
    "key: non-ASCII, space, ., :, @; value: empty": "ssm-contacts.TagsList",
    "key: non-ASCII, space, @": (
        "amplify.TagMap connectcampaigns.TagMap connectcampaignsv2.TagMap customer-profiles.TagMap detective.TagMap "
        "dlm.TagMap docdb-elastic.TagMap guardduty.TagMap medical-imaging.TagMap migrationhuborchestrator.TagMap "
        "neptune-graph.TagMap rum.TagMap securityhub.TagMap signer.TagMap synthetics.TagMap"
    ),
    "key: non-ASCII, space, @; 6 tags": "connect.ContactTagMap",
    "key: non-ASCII, space, @; value: empty": (
        "amplifyuibuilder.Tags outposts.TagMap qconnect.Tags repostspace.Tags ssm-sap.TagMap wisdom.Tags"
    ),
    "key: non-ASCII, space, @; value: line separator, 255": "auditmanager.TagMap",
    "key: non-ASCII, space, @; value: non-ASCII": "appflow.TagMap chime-sdk-meetings.TagList lookoutequipment.TagList",
    "key: non-ASCII, space; value: empty, non-ASCII, space": "marketplace-deployment.TagsMap",
    "key: non-ASCII, space; value: non-ASCII, space": "evs.RequestTagMap mailmanager.TagList",
    "key: non-ASCII; 30 tags": "imagebuilder.ResourceTagMap",
    "key: non-ASCII; value: empty, non-ASCII": "ssm-quicksetup.TagsMap workspaces-thin-client.DeviceCreationTagsMap",
    "key: non-ASCII; value: non-ASCII": (
        "agent-registry-control.TagsMap artifact.TagsMap bedrock-agent-runtime.TagsMap bedrock-agent.TagsMap "
        "bedrock-agentcore-control.TagsMap bedrock-agentcore.TagsMap bedrock-runtime.TagList bedrock.TagList "
        "compute-optimizer-automation.TagList connectcases.MutableTags datazone.Tags dsql.TagMap "
        "emr-serverless.TagMap lambda-web.Tags launch-wizard.Tags rolesanywhere.TagList ssm-incidents.TagMap "
        "ssm-incidents.TagMapUpdate"
    ),
    "key: non-ASCII; value: non-ASCII; 10 tags": "connectcases.TagPropagationConfigurationTagMapMap",
    "key: non-ASCII; value: non-ASCII; 25 tags": (
        "datazone.CreateProjectInputResourceTagsMap datazone.ProjectResourceTagParameters "
        "datazone.UpdateProjectInputResourceTagsMap"
    ),
    "key: non-ASCII; value: non-ASCII; 40 tags": "mgn.ScopeTagsMap",
    "value: empty": (
        "aiops.Tags chime-sdk-identity.TagList chime-sdk-messaging.TagList cloudformation.Tags cloudtrail.TagsList "
        "cognito-identity.PrincipalTags elasticbeanstalk.TagList elasticbeanstalk.Tags emr-containers.TagMap "
        "iotdeviceadvisor.TagMap iotthingsgraph.TagList keyspaces.TagList mwaa.TagMap payment-cryptography.Tags "
        "quicksight.SessionTagList quicksight.TagList scheduler.TagList scheduler.TagMap securityhub.FieldMap "
        "servicecatalog.Tags wellarchitected.Tags"
    ),
    "value: empty, 255; 5 tags": "glue.PublishDataQualityResultTags",
    "value: empty, line separator": "iottwinmaker.TagMap",
    "value: empty, space": "route53-recovery-control-config.__mapOf__stringMin0Max256PatternS",
    "value: empty; 10 tags": "inspector.ResourceGroupTags inspector.TagList",
    "value: empty; 20 tags": "servicecatalog.AddTags",
    "value: line separator": "waf-regional.TagList waf.TagList",
}
"""The tag shapes of all services that refuse something that AWS's general rules allow, by what they refuse."""

NOT_EVEN_PORTABLE = {
    "bcm-pricing-calculator.Tags",  # no "."
    "migrationhuborchestrator.StringMap",  # no ":", and 100 characters
    "meteringmarketplace.TagList",  # 100 characters in a key
    "ssm-contacts.TagsList",  # no "." and no ":"
    "iot.InfluxDBTagMap",  # no "_" at the start of a key
}
"""The tag shapes that refuse something of `portable`, the class for whatever takes less than AWS's general rules."""

TYPES_NOT_EVEN_PORTABLE = {
    *("AWS::InspectorV2::CisScanConfiguration", "AWS::InspectorV2::CodeSecurityIntegration"),  # keys of one character
    *("AWS::InspectorV2::CodeSecurityScanConfiguration", "AWS::InspectorV2::Filter"),
    "AWS::MWAAServerless::Workflow",  # no "=" and no "/" in keys
    *("AWS::RoboMaker::Fleet", "AWS::RoboMaker::Robot"),  # letters, digits and "-" in keys
    *("AWS::RoboMaker::RobotApplication", "AWS::RoboMaker::SimulationApplication"),
    *("AWS::SSMContacts::Contact", "AWS::SSMContacts::Rotation"),  # no "." and no ":" in keys
    *("AWS::SSO::Application", "AWS::SSO::Instance", "AWS::SSO::PermissionSet"),  # no ":" and no "/"
    "AWS::SecurityHub::AutomationRule",  # letters and digits in keys
}
"""The same of CloudFormation's resource types."""

CLOUDFORMATION = {
    "resource": "ECS::Cluster ECS::Service ECS::TaskDefinition EC2::Instance EC2::SecurityGroup EC2::VPC "
    "Events::Rule IAM::Role KMS::Key Logs::LogGroup S3::Bucket SNS::Topic ApiGateway::RestApi "
    "Athena::WorkGroup Batch::JobDefinition Batch::JobQueue CodePipeline::Pipeline EFS::FileSystem "
    "EKS::Cluster EMR::Cluster KinesisFirehose::DeliveryStream Lambda::Function MSK::Cluster "
    "OpenSearchService::Domain RedshiftServerless::Workgroup SQS::Queue SSM::Parameter "
    "SecretsManager::Secret Timestream::Database Transfer::Server",
    "appflow": "AppFlow::Flow",
    "bedrock": "Bedrock::Agent Bedrock::Flow Bedrock::Guardrail Bedrock::KnowledgeBase Bedrock::Prompt",
    "clean-rooms": "CleanRooms::Collaboration CleanRooms::ConfiguredTable CleanRooms::Membership",
    "cloudformation-stack": "CloudFormation::Stack",
    "codebuild": "CodeBuild::Project CodeBuild::ReportGroup",
    "datasync": "DataSync::Agent DataSync::LocationHDFS DataSync::LocationS3 DataSync::Task",
    "datazone": "DataZone::Domain",
    "dms": "DMS::ReplicationInstance DMS::ReplicationTask",
    "docdb": "DocDB::DBCluster",
    "dsql": "DSQL::Cluster",
    "dynamodb": "DynamoDB::Table",
    "ecr-repository": "ECR::Repository ECR::PublicRepository",
    "eks-addon": "EKS::Addon",
    "eks-fargate-profile": "EKS::FargateProfile",
    "elasticache": "ElastiCache::ServerlessCache ElastiCache::User ElastiCache::UserGroup",
    "emr-containers": "EMRContainers::VirtualCluster",
    "emr-serverless": "EMRServerless::Application",
    "glue-schema": "Glue::Schema",
    "keyspaces": "Cassandra::Keyspace Cassandra::Table",
    "kinesis-stream": "Kinesis::Stream Kinesis::StreamConsumer",
    "memorydb": "MemoryDB::ACL MemoryDB::Cluster MemoryDB::ParameterGroup MemoryDB::SubnetGroup MemoryDB::User",
    "neptune": "Neptune::DBCluster",
    "network-firewall": "NetworkFirewall::Firewall NetworkFirewall::FirewallPolicy NetworkFirewall::RuleGroup",
    "plain-keys": "Amplify::App CustomerProfiles::Domain Detective::Graph DLM::LifecyclePolicy DocDBElastic::Cluster "
    "GuardDuty::Detector NeptuneGraph::Graph RUM::AppMonitor Synthetics::Canary",
    "quicksight": "QuickSight::Analysis QuickSight::Dashboard QuickSight::DataSet QuickSight::DataSource",
    "rds": "RDS::DBCluster RDS::DBInstance",
    "rds-proxy": "RDS::DBProxy RDS::DBProxyEndpoint",
    "redshift-cluster": "Redshift::Cluster Redshift::ClusterSubnetGroup",
    "route53": "Route53::HealthCheck Route53::HostedZone",
    "sagemaker-project": "SageMaker::Project",
    "sagemaker-studio": "SageMaker::App SageMaker::Domain SageMaker::Space SageMaker::UserProfile",
    "scheduler-group": "Scheduler::ScheduleGroup",
    "service-catalog": "ServiceCatalog::CloudFormationProduct ServiceCatalog::Portfolio",
    "step-functions": "StepFunctions::Activity StepFunctions::StateMachine",
    "workspaces": "WorkSpaces::Workspace",
    "workspaces-instance": "WorkspacesInstances::WorkspaceInstance",
}
"""By resource class: resource types of CloudFormation, which often publishes more than a service model does."""
