using System.Globalization;
using System.Text;

namespace Vidimus.Gateway;

/// <summary>Times in buckets, as Prometheus reads them.</summary>
internal sealed class Histogram
{
    /// <summary>Upper bounds in seconds; a call of a tool is a network away, and its repetitions may wait for seconds.</summary>
    private static readonly double[] Bounds =
    [
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
    ];

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private double _sum;

    public void Add(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        var at = Array.FindIndex(Bounds, b => seconds <= b);
        lock (_gate)
        {
            _counts[at < 0 ? Bounds.Length : at]++;
            _sum += seconds;
        }
    }

    /// <summary>The time that this share of all stayed within, read evenly between the bounds of its bucket; 0 when there was none.</summary>
    public double Quantile(double share)
    {
        lock (_gate)
        {
            var total = _counts.Sum();
            if (total == 0)
                return 0;
            var wanted = share * total;
            double before = 0;
            for (var i = 0; i < Bounds.Length; i++)
            {
                if (before + _counts[i] >= wanted)
                {
                    var from = i == 0 ? 0 : Bounds[i - 1];
                    return from + (Bounds[i] - from) * ((wanted - before) / _counts[i]);
                }
                before += _counts[i];
            }
            return Bounds[^1];
        }
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            long sofar = 0;
            for (var i = 0; i <= Bounds.Length; i++)
            {
                sofar += _counts[i];
                var bound =
                    i == Bounds.Length ? "+Inf" : Bounds[i].ToString(CultureInfo.InvariantCulture);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{name}_bucket{{{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"}} {sofar}\n"
                );
            }
            var braces = labels.Length > 0 ? $"{{{labels}}}" : "";
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braces} {_sum}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_count{braces} {sofar}\n");
        }
    }
}
