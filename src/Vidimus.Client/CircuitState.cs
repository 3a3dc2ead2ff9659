namespace Vidimus.Client;

/// <summary>Whether calls are sent.</summary>
public enum CircuitState
{
    /// <summary>They are.</summary>
    Closed,

    /// <summary>One is let through, to see whether the server is well again.</summary>
    HalfOpen,

    /// <summary>None is: the server failed repeatedly, and is left alone for a while.</summary>
    Open,
}
