namespace Vidimus.Credentials.Verifying;

/// <summary>Gathers checks and what speaks against the credential, and draws the verdict.</summary>
internal sealed class Findings
{
    private readonly List<VerificationCheck> _checks = [];
    private readonly List<string> _reasons = [];
    private bool _open;

    public IReadOnlyList<VerificationCheck> Checks => _checks;
    public IReadOnlyList<string> Reasons => _reasons;

    public bool Has(string name) => _checks.Exists(c => c.Name == name);

    public bool Passed(string name) => Is(name, "pass");

    public bool Failed(string name) => Is(name, "fail");

    public void Pass(string name, string reason) => _checks.Add(new(name, "pass", reason));

    public void Skip(string name, string reason) => _checks.Add(new(name, "skipped", reason));

    public void Unknown(string name, string reason, params ReadOnlySpan<string> codes)
    {
        _open = true;
        Add(name, "unknown", reason, codes);
    }

    /// <summary>What passed is not so sure after all.</summary>
    public void Doubt(string name, string reason, string code)
    {
        if (_checks.RemoveAll(c => c.Name == name && c.Outcome == "pass") > 0)
            Unknown(name, reason, code);
    }

    /// <summary>Not known, and nothing that the credential's own truth hangs on.</summary>
    public void Aside(string name, string reason) => _checks.Add(new(name, "unknown", reason));

    public void Fail(string name, string reason, params ReadOnlySpan<string> codes) =>
        Add(name, "fail", reason, codes);

    /// <summary>The outcome of a check of several things: what is wrong outweighs what is not known.</summary>
    public void Worst(string name, IReadOnlyList<Partial> parts, string allRight)
    {
        var wrong = parts.Where(p => p.Outcome == "fail").ToList();
        var open = parts.Where(p => p.Outcome == "unknown").ToList();
        if (wrong.Count > 0)
            Fail(name, Text(wrong), [.. wrong.Concat(open).Select(p => p.Code)]);
        else if (open.Count > 0)
            Unknown(name, Text(open), [.. open.Select(p => p.Code)]);
        else
            Pass(name, allRight);
    }

    public string Verdict(string? mode) =>
        _checks.Exists(c => c.Outcome == "fail") ? "invalid"
        : _open ? "unverifiable"
        : mode == "test" ? "valid_test"
        : "valid";

    private bool Is(string name, string outcome) =>
        _checks.Exists(c => c.Name == name && c.Outcome == outcome);

    private static string Text(IEnumerable<Partial> parts) =>
        string.Join(' ', parts.Select(p => p.Reason).Distinct().Take(4));

    private void Add(string name, string outcome, string reason, ReadOnlySpan<string> codes)
    {
        _checks.Add(new(name, outcome, reason));
        foreach (var code in codes)
        {
            if (!_reasons.Contains(code))
                _reasons.Add(code);
        }
    }
}

/// <summary>The outcome for one of several things that a check looks at.</summary>
internal sealed record Partial(string Outcome, string Reason, string Code)
{
    public static Partial Wrong(string reason, string code) => new("fail", reason, code);

    public static Partial Open(string reason, string code) => new("unknown", reason, code);

    public static Partial Right(string reason = "") => new("pass", reason, "");
}
