namespace Vidimus.Cli;

/// <summary>What the program ends with; also told by <c>--help</c>.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It was refused or failed; for <c>verify</c>: not valid.</summary>
    public const int Failed = 1;

    /// <summary>Some rows failed; for <c>verify</c>: it could not be established.</summary>
    public const int Partly = 2;

    /// <summary>The command was not understood (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;
}

/// <summary>A mistake in what the user gave, with what to do about it.</summary>
internal sealed class MistakeException(string message, string? hint = null) : Exception(message)
{
    public string? Hint => hint;
}
