resource "aws_instance" "server" {
  count = 2

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

module "platform" {
  source = "./platform"

  vpc_id            = aws_vpc.main.id
  load_balancer_arn = aws_lb.shop.arn
  target_ids        = aws_instance.server[*].id
}
