provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "west"
  region = "eu-west-1"
}

module "central" {
  source = "./stack"

  zone = "eu-central-1a"
  live = "green"
}

module "west" {
  source = "./stack"

  providers = {
    aws = aws.west
  }

  zone = "eu-west-1a"
  live = "blue"
}

# in the root, by the alias itself; the group is found by its name alone
resource "aws_autoscaling_attachment" "west" {
  provider = aws.west

  autoscaling_group_name = module.west.group
  lb_target_group_arn    = module.west.arns["green"]
}

resource "aws_autoscaling_attachment" "central" {
  autoscaling_group_name = "fleet"
  lb_target_group_arn    = module.central.arns["green"]

  depends_on = [module.central]
}
