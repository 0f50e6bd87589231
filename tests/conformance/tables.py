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
"""By resource class of AWS that has its name by the contract: services, or single tag shapes of one."""

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

NO_CLASS_CAN_SAY = {
    *("AWS::InspectorV2::CisScanConfiguration", "AWS::InspectorV2::CodeSecurityIntegration"),  # no key of one character
    *("AWS::InspectorV2::CodeSecurityScanConfiguration", "AWS::InspectorV2::Filter"),
    *("AWS::SSO::Instance", "AWS::SSO::PermissionSet"),  # no value of `:` and `/` alone
}
"""Types that refuse something which is in none of a class's limits."""

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
