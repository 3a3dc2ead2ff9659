namespace Vidimus.Testing;

/// <summary>Whether tests that take minutes run: <c>./dev test --long</c>.</summary>
public static class Long
{
    /// <summary>True with <c>--long</c>.</summary>
    public static bool Wanted { get; } =
        Environment.GetEnvironmentVariable("VIDIMUS_LONG_TESTS") == "1";
}
