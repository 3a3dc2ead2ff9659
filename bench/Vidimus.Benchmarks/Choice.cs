using System.Globalization;

namespace Vidimus.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Choice(IReadOnlyList<string> Names, string? Out, double Seconds)
{
    public static Choice Read(string[] args)
    {
        var names = new List<string>();
        var (file, seconds) = ((string?)null, 8.0);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--out" && i + 1 < args.Length)
                file = args[++i];
            else if (args[i] == "--seconds" && i + 1 < args.Length)
                seconds = double.Parse(args[++i], CultureInfo.InvariantCulture);
            else
                names.Add(args[i]);
        }
        return new(names, file, seconds);
    }

    public bool Includes(string name) =>
        Names.Count == 0 || Names.Contains("all") || Names.Contains(name);

    public string? Problem(IEnumerable<string> known) =>
        Names.FirstOrDefault(n => n != "all" && !known.Contains(n)) is { } unknown
            ? $"There is no benchmark '{unknown}'."
            : null;
}
