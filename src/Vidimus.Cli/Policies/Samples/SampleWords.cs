namespace Vidimus.Cli;

/// <summary>Words that made-up policies are made of: plainly invented, many enough that searching has something to find, and the same each time.</summary>
internal sealed class SampleWords(ulong seed)
{
    private static readonly string[] Kinds =
    [
        "Imaginary",
        "Fictional",
        "Pretend",
        "Invented",
        "Make-Believe",
        "Storybook",
        "Daydream",
        "Fabled",
        "Whimsical",
        "Notional",
        "Fanciful",
        "Unreal",
    ];

    public static readonly string[] Parts =
    [
        "Elbow",
        "Wrist",
        "Knee",
        "Ankle",
        "Shoulder",
        "Earlobe",
        "Eyebrow",
        "Thumb",
        "Heel",
        "Hip",
        "Chin",
        "Neck",
        "Spine",
        "Toe",
        "Nose",
        "Rib",
        "Jaw",
        "Palm",
        "Scalp",
        "Shin",
    ];

    public static readonly string[] Services =
    [
        "Scan",
        "Massage",
        "Brace",
        "Whistle Therapy",
        "Lantern Treatment",
        "Infusion",
        "Mapping",
        "Monitoring",
        "Polishing",
        "Tuning",
        "Calibration",
        "Echo Study",
        "Balancing",
        "Rehearsal",
        "Illumination",
        "Resurfacing",
        "Stimulator",
        "Cushion",
        "Walker",
        "Sleep Test",
    ];

    private static readonly string[] Ailments =
    [
        "wobble",
        "hum",
        "glimmer",
        "flutter",
        "squeak",
        "tangle",
        "shimmer",
        "creak",
        "drift",
        "tingle",
        "rattle",
        "slumber",
        "mumble",
        "sparkle",
        "quiver",
        "twitch",
    ];

    private static readonly string[] Degrees =
    [
        "mild",
        "moderate",
        "severe",
        "recurrent",
        "seasonal",
        "nocturnal",
        "chronic",
        "acute",
        "intermittent",
        "unexplained",
    ];

    private static readonly string[] Sides = ["left", "right", "upper", "lower", "inner", "outer"];

    private ulong state = seed * 0x9E3779B97F4A7C15 + 0x1234567;

    public string Kind => One(Kinds);
    public string Part => One(Parts);
    public string Service => One(Services);
    public string Ailment => One(Ailments);
    public string Degree => One(Degrees);
    public string Side => One(Sides);

    public T One<T>(T[] of) => of[Below(of.Length)];

    public bool OneIn(int of) => Below(of) == 0;

    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same on every machine and with every version of the runtime.</summary>
    public int Below(int most)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)most);
    }
}
