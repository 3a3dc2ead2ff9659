namespace Vidimus.Gateway;

/// <summary>What a gateway is told at its start.</summary>
public sealed class GatewaySettings;
