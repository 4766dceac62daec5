"""The ways out of the house. A channel knows neither tables nor clock; whatever goes wrong is a receipt."""
