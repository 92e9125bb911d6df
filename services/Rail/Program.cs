using Qujiang.LegKernel;
using Qujiang.Rail;
using Qujiang.Rail.Features;
using Qujiang.ServiceDefaults;

var module = RailModule.Create();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("rail");
builder.AddLegKernel(module);
builder.Services.AddSingleton(Sections.Load(module));

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
PutSectionLimit.Map(app);
await app.RunAsync();
