"""Asking another system over HTTP: one hardened client for payout gateways, webhooks, text messages and chat."""
